package dev.corral.engine.diagnostics

/** A group, a task or an operation, as it was recorded; times are nanoseconds after some beginning. */
internal data class Bar(
    val id: Long,
    /** 0 for none. */
    val parent: Long = 0,
    val kind: String = "",
    val name: String = "",
    /** Empty for one of which nothing is known but that others name it. */
    val state: String = "",
    val start: Long = 0,
    val end: Long = 0,
    /** Negative if its body did not begin. */
    val pending: Long = ScopeEvent.NEVER,
    val thread: String? = null,
    val failureClass: String? = null,
    val failureMessage: String? = null,
    val failedFirst: Long = 0,
    val isFound: Boolean = false,
    val site: List<String> = emptyList(),
)

/** That [waiter] waited. */
internal data class BarWait(
    val waiter: Long,
    val start: Long,
    val end: Long,
    val subject: String,
    val holder: Long = 0,
    val holderName: String? = null,
    val holders: Int = 0,
    val thread: String? = null,
    val isOver: Boolean = true,
)

/** That [id] was asked to stop. */
internal data class BarCancel(
    val id: Long,
    val at: Long,
    val askedFirst: Long = 0,
    val askedFirstName: String? = null,
    val failedFirst: Long = 0,
    val failureClass: String? = null,
    val failureMessage: String? = null,
)

/** A moment of [id]: a time-out, whose message it is, or an interrupt of a thread of that name. */
internal data class BarMoment(val id: Long, val at: Long, val text: String?)

/** What was read, in no order. */
internal class Recorder {
    val bars = ArrayList<Bar>()
    val waits = ArrayList<BarWait>()
    val cancels = ArrayList<BarCancel>()
    val timeouts = ArrayList<BarMoment>()
    val interrupts = ArrayList<BarMoment>()

    /** When the recording began, in milliseconds since 1970. */
    var startMillis: Long = 0
}

/** A [bar] in its place: the [parent]th of all is around it, unless that is negative. */
internal class Row(val bar: Bar, val parent: Int, val depth: Int)

/**
 * The tree of what was recorded: each followed by its parts, those in the order in which they began.
 *
 * One that others name and of which nothing was recorded stands there all the same, as long as they; one that is said
 * to be inside of itself, which only a forged recording says, is nobody's part.
 */
internal class TimelineModel(val recorded: Recorder) {
    val rows: List<Row>

    /** How long it all took, in nanoseconds. */
    val length: Long

    private val places = HashMap<Long, Int>()

    init {
        val known = LinkedHashMap<Long, Bar>()
        for (bar in recorded.bars) if (bar.id != 0L) known[bar.id] = bar
        val parts = known.values.groupByTo(LinkedHashMap()) { it.parent }
        for ((parent, its) in parts.toList()) {
            if (parent == 0L || parent in known) continue
            val stranger =
                Bar(parent, name = "(not recorded)", start = its.minOf { it.start }, end = its.maxOf { it.end })
            known[parent] = stranger
            parts.getOrPut(0) { ArrayList() } += stranger
        }
        for (its in parts.values) its.sortWith(compareBy({ it.start }, { it.id }))
        val ordered = ArrayList<Row>(known.size)
        addAll(parts[0].orEmpty(), parts, ordered)
        for (bar in known.values.sortedBy { it.start }) if (bar.id !in places) addAll(listOf(bar), parts, ordered)
        rows = ordered
        length = maxOf(known.values.maxOfOrNull { it.end } ?: 0, recorded.waits.maxOfOrNull { it.end } ?: 0)
    }

    private fun addAll(outermost: List<Bar>, parts: Map<Long, List<Bar>>, ordered: MutableList<Row>) {
        val left = ArrayDeque<Row>()
        outermost.asReversed().mapTo(left) { Row(it, -1, 0) }
        while (true) {
            val row = left.removeLastOrNull() ?: break
            val place = ordered.size
            if (places.putIfAbsent(row.bar.id, place) != null) continue
            ordered += row
            parts[row.bar.id]?.asReversed()?.mapTo(left) { Row(it, place, row.depth + 1) }
        }
    }

    /** Where [id] is among the [rows]; negative if it is not there. */
    fun placeOf(id: Long): Int = places[id] ?: -1
}
