package dev.corral.engine.diagnostics

import java.io.Writer

/**
 * Writes a [model] as the JSON that the page reads, so that it may stand in a script element: with nothing in it that
 * HTML would take for its own, whatever the names are.
 */
internal class TimelineJson(private val model: TimelineModel, private val out: Writer) {
    private val frames = LinkedHashMap<String, Int>()

    fun write() {
        val recorded = model.recorded
        out.write("{\"start\":${recorded.startMillis},\"length\":${model.length},\n\"rows\":")
        list(model.rows) { row(it) }
        out.write(",\n\"waits\":")
        list(recorded.waits.filter { it.waiter != 0L }) { wait(it) }
        out.write(",\n\"cancels\":")
        list(recorded.cancels) { cancel(it) }
        out.write(",\n\"timeouts\":")
        list(recorded.timeouts) { moment(it) }
        out.write(",\n\"interrupts\":")
        list(recorded.interrupts) { moment(it) }
        out.write(",\n\"frames\":")
        list(frames.keys) { value(it) }
        out.write("}")
    }

    private fun row(row: Row) {
        val bar = row.bar
        val site = bar.site.map { frame -> frames.getOrPut(frame) { frames.size } }
        values(
            bar.id,
            row.parent,
            row.depth,
            bar.kind,
            bar.name,
            bar.state,
            bar.start,
            bar.end,
            bar.pending,
            bar.thread,
            bar.failureClass,
            bar.failureMessage,
            model.placeOf(bar.failedFirst),
            bar.isFound,
            site,
        )
    }

    private fun wait(wait: BarWait) =
        values(
            model.placeOf(wait.waiter),
            wait.start,
            wait.end,
            wait.subject,
            model.placeOf(wait.holder),
            wait.holderName,
            wait.holders,
            wait.thread,
            wait.isOver,
        )

    private fun cancel(cancel: BarCancel) =
        values(
            model.placeOf(cancel.id),
            cancel.at,
            model.placeOf(cancel.askedFirst),
            cancel.askedFirstName,
            model.placeOf(cancel.failedFirst),
            cancel.failureClass,
            cancel.failureMessage,
        )

    private fun moment(moment: BarMoment) = values(model.placeOf(moment.id), moment.at, moment.text)

    private fun values(vararg values: Any?) = list(values.asList()) { value(it) }

    private inline fun <T> list(all: Collection<T>, write: (T) -> Unit) {
        out.write("[")
        var isFirst = true
        for (each in all) {
            if (!isFirst) out.write(",")
            isFirst = false
            write(each)
        }
        out.write("]")
    }

    private fun value(value: Any?) {
        when (value) {
            null -> out.write("null")
            is String -> text(value)
            is List<*> -> list(value) { value(it) }
            else -> out.write(value.toString())
        }
    }

    private fun text(text: String) {
        out.write("\"")
        for (char in text) {
            if (char in PLAIN && char !in "\"\\<>&'`" || char.isLetter() && char.code > 127) out.write(char.code)
            else out.write(String.format("\\u%04x", char.code))
        }
        out.write("\"")
    }

    private companion object {
        val PLAIN = ' '..'~'
    }
}
