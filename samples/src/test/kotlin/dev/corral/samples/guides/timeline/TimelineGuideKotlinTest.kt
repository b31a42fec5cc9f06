package dev.corral.samples.guides.timeline

import dev.corral.engine.diagnostics.Timeline
import dev.corral.engine.taskGroup
import java.nio.file.Path
import jdk.jfr.Recording
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.io.TempDir

@Timeout(60)
class TimelineGuideKotlinTest {
    @Test
    fun `a recording becomes a page`(@TempDir directory: Path) =
        runBlocking<Unit> {
            val file = directory.resolve("run.jfr")
            val page = directory.resolve("run.html")
            Recording().use { recording ->
                recording.start()
                frontPage()
                recording.dump(file)
            }
            Timeline.write(file, page)
            assertThat(page).content().contains("front page", "news")
        }

    private suspend fun frontPage() = taskGroup("front page") { spawn("news") { "none" }.await() }
}
