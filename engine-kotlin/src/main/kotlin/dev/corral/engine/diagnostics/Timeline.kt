package dev.corral.engine.diagnostics

import java.io.IOException
import java.io.Writer
import java.nio.file.Files
import java.nio.file.Path
import java.security.MessageDigest
import java.util.Base64

/**
 * Makes a page of a recording of the Flight Recorder: the tree of groups, tasks and operations over time, who waited
 * for what, and whose failure cancelled whom.
 *
 * ```kotlin
 * Recording().use { recording ->
 *     recording.start()
 *     serve(requests)
 *     recording.dump(Path.of("requests.jfr"))
 * }
 * Timeline.write(Path.of("requests.jfr"), Path.of("requests.html"))
 * ```
 *
 * Events are recorded whenever a recording runs, whoever began it: `jcmd <pid> JFR.start`, a `Recording`,
 * `-XX:StartFlightRecording`. What ran before it is there as far as something was begun in it meanwhile. The module
 * `jdk.jfr` has to be there.
 */
public object Timeline {
    /**
     * Writes the page [html], over what is there, of what the [recording] holds.
     *
     * The page is one file that loads nothing, and may be opened from where it is. Names and messages in it are those
     * of the recording, so it is to be shown to nobody who may not see these.
     *
     * @throws IOException if [recording] is not there, is no recording, or holds no event of Corral; or if [html]
     *   cannot be written
     */
    @JvmStatic
    @Throws(IOException::class)
    public fun write(recording: Path, html: Path) {
        val model = TimelineModel(readRecording(recording))
        Files.newBufferedWriter(html).use { TimelinePage(model, "Timeline of ${recording.fileName}").writeTo(it) }
    }
}

/** The page of a [model]. */
internal class TimelinePage(private val model: TimelineModel, private val title: String) {
    fun writeTo(out: Writer) {
        val style = resource("timeline.css")
        val script = SCRIPTS.joinToString("\n", transform = ::resource)
        var rest = resource("timeline.html")
        while (true) {
            val at = rest.indexOf("\${")
            if (at < 0) break
            val end = rest.indexOf('}', at)
            out.write(rest, 0, at)
            when (val what = rest.substring(at + 2, end)) {
                "title" -> out.write(escaped(title))
                "style" -> out.write(style)
                "style.hash" -> out.write(hashOf(style))
                "script" -> out.write(script)
                "script.hash" -> out.write(hashOf(script))
                "data" -> TimelineJson(model, out).write()
                else -> error("timeline.html: '$what' is nothing that goes into it")
            }
            rest = rest.substring(end + 1)
        }
        out.write(rest)
    }

    private fun resource(name: String): String =
        checkNotNull(Timeline::class.java.getResourceAsStream(name)) { "$name is not in the jar" }
            .use { it.readBytes().decodeToString() }
            .replace("\r\n", "\n")

    /** What lets a page's own script and style, and nothing else, be used. */
    private fun hashOf(text: String): String =
        Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(text.encodeToByteArray()))

    private fun escaped(text: String): String =
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;")

    private companion object {
        val SCRIPTS = listOf("timeline-data.js", "timeline-draw.js", "timeline-move.js")
    }
}
