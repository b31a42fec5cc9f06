package dev.corral.engine.diagnostics

import dev.corral.engine.kernel.Site
import java.io.IOException
import java.nio.file.FileSystemException
import java.nio.file.Files
import java.nio.file.NoSuchFileException
import java.nio.file.Path
import java.time.Instant
import java.time.temporal.ChronoUnit
import jdk.jfr.consumer.RecordedEvent
import jdk.jfr.consumer.RecordedFrame
import jdk.jfr.consumer.RecordingFile

private const val PREFIX = "dev.corral."

/** So many frames of where something was begun are shown. */
private const val SITE_FRAMES = 8

/** Reads the events of Corral from the recording [file]. */
internal fun readRecording(file: Path): Recorder {
    if (!Files.exists(file)) throw NoSuchFileException(file.toString(), null, "there is no such recording")
    val events = ArrayList<RecordedEvent>()
    try {
        RecordingFile(file).use { recording ->
            while (recording.hasMoreEvents()) {
                val event = recording.readEvent()
                if (event.eventType.name.startsWith(PREFIX)) events += event
            }
        }
    } catch (e: IOException) {
        throw unreadable(file, e)
    } catch (e: RuntimeException) {
        // What the reader says to a file that is cut off or forged.
        throw unreadable(file, e)
    }
    if (events.isEmpty()) {
        val reason = "it holds no event of Corral: nothing of it ran meanwhile, or its events were switched off"
        throw FileSystemException(file.toString(), null, reason)
    }
    return RecordingReader(events).read()
}

private fun unreadable(file: Path, cause: Exception): IOException {
    val said = cause.message?.let { ": $it" } ?: ""
    return FileSystemException(file.toString(), null, "not a recording of the Flight Recorder$said").also {
        it.initCause(cause)
    }
}

private class RecordingReader(private val events: List<RecordedEvent>) {
    private val origin: Instant = events.minOf { it.startTime }
    private val recorder = Recorder().also { it.startMillis = origin.toEpochMilli() }
    private val length = events.maxOf { at(it.endTime) }
    private val bars = HashMap<Long, Bar>()
    private val sites = HashMap<Long, List<String>>()
    private val waits = HashMap<Long, BarWait>()

    fun read(): Recorder {
        for (event in events) {
            when (event.eventType.name.removePrefix(PREFIX)) {
                "Group" -> scope(event, "GROUP")
                "Task" -> scope(event, "TASK")
                "Operation" -> scope(event, "OPERATION")
                "Begun" -> begun(event)
                "Wait" -> wait(event)
                "Cancel" -> cancel(event)
                "Timeout" -> recorder.timeouts += moment(event, "message")
                "Interrupt" -> recorder.interrupts += moment(event, "thread")
            }
        }
        bars.values.mapTo(recorder.bars) { bar -> bar.copy(site = sites[bar.id] ?: emptyList()) }
        recorder.waits += waits.values
        return recorder
    }

    private fun at(time: Instant): Long = ChronoUnit.NANOS.between(origin, time)

    /** The last event of one counts: those before it were written while it ran. */
    private fun scope(event: RecordedEvent, kind: String) {
        val state = event.getString("state") ?: ""
        val isLive = state == "RUNNING" || state == "CANCELLING"
        val bar =
            Bar(
                id = event.getLong("id"),
                parent = event.getLong("parent"),
                kind = kind,
                name = event.getString("name") ?: "",
                state = state,
                start = at(event.startTime),
                end = if (isLive) length else at(event.endTime),
                pending = event.getLong("pending"),
                thread = event.getString("bodyThread"),
                failureClass = event.getString("failureClass"),
                failureMessage = event.getString("failureMessage"),
                failedFirst = event.getLong("failedFirst"),
                isFound = event.getBoolean("foundRunning"),
            )
        if (isLive) bars.merge(bar.id, bar) { known, new -> if (known.isLive()) new else known } else bars[bar.id] = bar
    }

    private fun Bar.isLive() = end == length && (state == "RUNNING" || state == "CANCELLING")

    private fun begun(event: RecordedEvent) {
        val id = event.getLong("id")
        event.stackTrace?.let { trace -> sites[id] = site(trace.frames) }
        // All that is known of one whose end was not recorded, as when the process died.
        val start = at(event.startTime)
        val kind = event.getString("kind") ?: ""
        val name = event.getString("name") ?: ""
        bars.putIfAbsent(id, Bar(id, event.getLong("parent"), kind, name, "RUNNING", start, length))
    }

    /** The frames that are a user's. */
    private fun site(frames: List<RecordedFrame>): List<String> =
        frames
            .filter { it.isJavaFrame && isUsers(it.method.type.name) }
            .take(SITE_FRAMES)
            .map { "${it.method.type.name}.${it.method.name}:${it.lineNumber}" }

    private fun isUsers(name: String) = !Site.isForeign(name) && !Site.isLambda(name)

    private fun wait(event: RecordedEvent) {
        val isOver = event.getBoolean("isOver")
        val id = event.getLong("id")
        if (!isOver && waits[id]?.isOver == true) return
        waits[id] =
            BarWait(
                waiter = event.getLong("waiter"),
                start = at(event.startTime),
                end = if (isOver) at(event.endTime) else length,
                subject = event.getString("subject") ?: "",
                holder = event.getLong("holder"),
                holderName = event.getString("holderName"),
                holders = event.getInt("holders"),
                thread = event.getString("thread"),
                isOver = isOver,
            )
    }

    private fun cancel(event: RecordedEvent) {
        recorder.cancels +=
            BarCancel(
                id = event.getLong("id"),
                at = at(event.startTime),
                askedFirst = event.getLong("askedFirst"),
                askedFirstName = event.getString("askedFirstName"),
                failedFirst = event.getLong("failedFirst"),
                failureClass = event.getString("failureClass"),
                failureMessage = event.getString("failureMessage"),
            )
    }

    private fun moment(event: RecordedEvent, text: String) =
        BarMoment(event.getLong("id"), at(event.startTime), event.getString(text))
}
