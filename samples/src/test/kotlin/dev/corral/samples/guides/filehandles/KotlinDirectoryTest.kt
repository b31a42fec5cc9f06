package dev.corral.samples.guides.filehandles

import dev.corral.CorralConfig
import dev.corral.GroupOptions
import dev.corral.LeakLevel
import dev.corral.LeakReport
import dev.corral.TaskGroup
import dev.corral.diagnostics.LeakTracker
import dev.corral.kotlin.suspendTask
import java.nio.file.Files
import java.nio.file.NoSuchFileException
import java.nio.file.Path
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit.MILLISECONDS
import java.util.concurrent.TimeUnit.SECONDS
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.io.TempDir

/** What docs/guides/file-handles.md promises, in Kotlin. */
@Timeout(60)
class KotlinDirectoryTest {
    private val alarms = LinkedBlockingQueue<LeakReport>()
    private val options =
        GroupOptions.defaults().config(CorralConfig.defaults().trackingLeaks(LeakLevel.ALL).onLeak(alarms::add))

    @TempDir lateinit var folder: Path
    private lateinit var files: List<Path>

    @BeforeEach
    fun write() {
        files = listOf("rice", "wheat").map { Files.writeString(folder.resolve(it), it) }
    }

    /** As code of a task that tracks leaks, as all code does with the system property. */
    private fun <T> tracking(body: suspend () -> T): T =
        TaskGroup.run<T>(options) { group -> group.spawn(suspendTask { body() }) }.joinOrThrow()

    private fun open() = LeakTracker.live().count { it.name == "rice" || it.name == "wheat" }

    private fun alarm(): LeakReport {
        val deadline = System.nanoTime() + SECONDS.toNanos(20)
        while (System.nanoTime() < deadline) {
            System.gc()
            alarms.poll(50, MILLISECONDS)?.let {
                return it
            }
        }
        throw AssertionError("no alarm")
    }

    @Test
    fun `files that are closed raise no alarm`() {
        assertThat(tracking { sizeOf(files) }).isEqualTo(9)
        assertThat(open()).isZero()
        assertThat(alarms).isEmpty()
    }

    @Test
    fun `files that are not closed are told, each with its name`() {
        assertThat(tracking { carelessSizeOf(files) }).isEqualTo(9)
        assertThat(List(2) { alarm().name() }).containsExactlyInAnyOrder("rice", "wheat")
    }

    @Test
    fun `a failure leaves no file open`() {
        assertThatThrownBy { tracking { sizeOf(files + folder.resolve("missing")) } }
            .isInstanceOf(NoSuchFileException::class.java)
        assertThat(open()).isZero()
    }
}
