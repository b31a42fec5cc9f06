package dev.corral.engine.stream

import dev.corral.engine.stream.kernel.Demand
import dev.corral.engine.stream.kernel.Disposal
import dev.corral.engine.stream.kernel.Sink
import dev.corral.engine.stream.kernel.Source
import dev.corral.engine.stream.kernel.pause
import java.util.concurrent.CancellationException
import kotlinx.coroutines.yield

/** A failure that was planned; one instance for each case. */
internal class Planned(what: String) : Exception(what)

/** What happens in one simulated run, and what is to hold of each. */
internal class Case(seed: Long) {
    val simulation = Simulation(kotlin.random.Random(seed))
    val random = simulation.random

    /** The elements that were emitted by a source, in that order, each once in a case. */
    val entered = mutableListOf<Int>()

    /** What became of them: handed to the sink's function, and when. */
    val delivered = mutableListOf<Pair<Long, Any>>()

    val dropped = mutableListOf<Int>()

    /** Those with which a function was called that returned nothing for them: that function answers for them. */
    val lost = mutableListOf<Int>()

    val sources = mutableListOf<Script>()

    /** What functions failed with. */
    val thrown = mutableListOf<Planned>()

    /** One for all sources, so that what joins several of them has it too. */
    val disposal =
        Disposal<Int> { element ->
            used()
            dropped += element
        }

    /** True once the run has ended: no code of a user's runs from then on. */
    var hasEnded = false

    fun source(count: Int = random.nextInt(8), mayFail: Boolean = true): Script =
        Script(this, count, if (mayFail && random.nextInt(4) == 0) Planned("source ${sources.size}") else null)
            .also(sources::add)

    /** A function's work on [element], which now and then fails. */
    fun look(element: Int, oneIn: Int = 20): Int {
        used()
        if (random.nextInt(oneIn) > 0) return element
        lost += element
        throw Planned("function").also(thrown::add)
    }

    /** As [look], taking its time. */
    suspend fun work(element: Int): Int {
        used()
        try {
            dawdle()
        } catch (e: CancellationException) {
            lost += element
            throw e
        }
        return look(element)
    }

    fun used() = check(!hasEnded) { "a user's code runs after the end" }

    /** Now and then a pause, or a turn of somebody else's. */
    suspend fun dawdle() {
        when (random.nextInt(4)) {
            0 -> simulation.engine.pause(random.nextLong(1, 40))
            1 -> yield()
        }
    }
}

/**
 * A source that emits [count] numbers, with pauses, and then fails with [failure] if there is one, in the first
 * [failing] runs.
 */
internal class Script(
    private val case: Case,
    val count: Int,
    val failure: Planned?,
    private val failing: Int = Int.MAX_VALUE,
) : Source<Int>() {
    private val number = case.sources.size
    val emitted = mutableListOf<Int>()
    var isOpen = false
        private set

    var runs = 0
        private set

    /** Whether its last run came to its own end, by itself or with its failure. */
    var isExhausted = false
        private set

    /** Whether its failure has been dealt with. */
    var isForgiven = false

    /** Whether its last run failed. */
    val hasFailed
        get() = isExhausted && failure != null && runs <= failing && !isForgiven

    override val disposal = case.disposal

    override suspend fun run(sink: Sink<Int>) {
        check(!isOpen) { "run twice at once" }
        isOpen = true
        isExhausted = false
        runs++
        try {
            for (i in 0 until count) {
                case.dawdle()
                case.used()
                val element = number * 1_000 + case.entered.size
                emitted += element
                case.entered += element
                if (sink.emit(element) === Demand.ENOUGH) return
            }
            case.dawdle()
            isExhausted = true
            if (runs <= failing) failure?.let { throw it }
        } finally {
            case.used()
            isOpen = false
        }
    }
}

/** A sink that takes its time, has enough after [limit] elements, or fails at the one after [healthy]. */
internal class Taker<T : Any>(private val case: Case, private val elementsOf: (T) -> Unit = {}) : Sink<T>() {
    private val limit = if (case.random.nextInt(4) == 0) case.random.nextInt(1, 6) else Int.MAX_VALUE
    private val healthy = if (case.random.nextInt(4) == 0) case.random.nextInt(6) else Int.MAX_VALUE
    private var isBusy = false

    val failure = Planned("sink")

    /** Whether it ended the run, having had enough. */
    var hadEnough = false
        private set

    /** Whether it ended the run by failing. */
    var hasFailed = false
        private set

    override suspend fun emit(element: T): Demand {
        case.used()
        check(!isBusy) { "two elements at a time" }
        check(!hadEnough && !hasFailed) { "an element after the last one" }
        isBusy = true
        case.delivered += case.simulation.now to element
        elementsOf(element)
        if (case.delivered.size > healthy) {
            hasFailed = true
            throw failure
        }
        case.dawdle()
        isBusy = false
        if (case.delivered.size < limit) return Demand.MORE
        hadEnough = true
        return Demand.ENOUGH
    }
}
