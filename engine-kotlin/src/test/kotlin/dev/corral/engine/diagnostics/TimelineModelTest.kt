package dev.corral.engine.diagnostics

import java.io.ByteArrayOutputStream
import java.io.PrintStream
import java.io.StringWriter
import java.nio.file.Files
import java.nio.file.Path
import jdk.jfr.Recording
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class TimelineModelTest {
    private fun modelOf(vararg bars: Bar) = TimelineModel(Recorder().also { it.bars += bars })

    private fun TimelineModel.drawn() =
        rows.joinToString("\n") { row -> "  ".repeat(row.depth) + row.bar.name.ifEmpty { row.bar.id.toString() } }

    @Test
    fun `parts stand below what they are parts of, in the order in which they began`() {
        val model =
            modelOf(
                Bar(4, parent = 2, start = 30, end = 40),
                Bar(3, parent = 1, start = 20, end = 50),
                Bar(2, parent = 1, start = 10, end = 60),
                Bar(1, start = 5, end = 70),
                Bar(5, start = 1, end = 2),
            )
        assertThat(model.drawn()).isEqualTo("5\n1\n  2\n    4\n  3")
        assertThat(model.rows.map { it.parent }).containsExactly(-1, -1, 1, 2, 1)
        assertThat(model.length).isEqualTo(70)
        assertThat(model.placeOf(3)).isEqualTo(4)
        assertThat(model.placeOf(9)).isNegative()
    }

    @Test
    fun `parts of something that was not recorded have a place all the same`() {
        val model = modelOf(Bar(7, parent = 6, start = 10, end = 20), Bar(8, parent = 6, start = 5, end = 12))
        assertThat(model.drawn()).isEqualTo("(not recorded)\n  8\n  7")
        assertThat(model.rows[0].bar.let { it.start to it.end }).isEqualTo(5L to 20L)
    }

    @Test
    fun `what is said to be inside of itself is nobody's part`() {
        val model = modelOf(Bar(1, parent = 2), Bar(2, parent = 1), Bar(3, parent = 3))
        assertThat(model.rows.map { it.bar.id }).containsExactlyInAnyOrder(1, 2, 3)
    }

    @Test
    fun `a hundred thousand that are inside of each other are no deeper than the list that holds them`() {
        val deep = Array(100_000) { Bar(it + 1L, parent = it.toLong(), start = it.toLong(), end = it.toLong()) }
        assertThat(modelOf(*deep).rows.last().depth).isEqualTo(99_999)
    }

    @Test
    fun `no name gets out of the data`() {
        val name = "</script><!--<script>\"\\\u2028\u0000\n&'`\uD800é"
        val out = StringWriter()
        TimelineJson(modelOf(Bar(1, name = name)), out).write()
        assertThat(out.toString()).doesNotContain("<", ">", "&", "'", "`", "\u2028", "\u0000", "\uD800")
        assertThat(out.toString()).contains("\\u003c/script\\u003e", "\\u0022\\u005c\\u2028\\u0000\\u000a", "\\ud800é")
    }

    @Test
    fun `the title of a page is text`() {
        val out = StringWriter()
        TimelinePage(modelOf(Bar(1)), "<img src=x> & \"y\"").writeTo(out)
        assertThat(out.toString()).contains("<title>&lt;img src=x&gt; &amp; &quot;y&quot;</title>")
        assertThat(out.toString())
            .doesNotContain("\${data}", "\${script}", "\${style", "<img", "<link", "<script src", "url(", "@import")
            .contains("default-src 'none'")
    }

    @Test
    fun `the tool says what is wrong with its arguments and files`(@TempDir directory: Path) {
        val page = directory.resolve("page.html").toString()
        assertThat(run()).isEqualTo(2 to "usage: TimelineTool <recording.jfr> <page.html>")
        val missing = directory.resolve("missing.jfr").toString()
        assertThat(run(missing, page)).isEqualTo(1 to "$missing: there is no such recording")
        val foreign =
            Files.writeString(directory.resolve("foreign.jfr"), "not a recording, but long enough to be one?".repeat(9))
        assertThat(run(foreign.toString(), page).second).startsWith("$foreign: not a recording of the Flight Recorder")
        val silent = directory.resolve("silent.jfr")
        Recording(mapOf("jdk.JVMInformation#enabled" to "true") + OFF).use {
            it.start()
            it.dump(silent)
        }
        assertThat(run(silent.toString(), page).second).startsWith("$silent: it holds no event of Corral")
        assertThat(Path.of(page)).doesNotExist()
    }

    private fun run(vararg args: String): Pair<Int, String> {
        val said = ByteArrayOutputStream()
        val errors = PrintStream(said, true, Charsets.UTF_8)
        val status = TimelineTool.run(arrayOf(*args), System.out, errors)
        return status to said.toString(Charsets.UTF_8).trim()
    }

    private companion object {
        val OFF =
            listOf("Group", "Task", "Operation", "Begun", "Wait", "Cancel", "Timeout", "Interrupt", "Live").associate {
                "dev.corral.$it#enabled" to "false"
            }
    }
}
