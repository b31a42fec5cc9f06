package dev.corral.engine

import dev.corral.engine.kernel.EngineOptions
import java.util.concurrent.atomic.AtomicReference
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** Misuse, which is refused, and says whose it is. */
@Timeout(60)
class KotlinMisuseTest {
    @Test
    fun `start fails when its task ends unready`() =
        runBlocking<Unit>(Dispatchers.Default) {
            val boom = IllegalStateException("boom")
            taskGroup {
                assertThat(runCatching { start<Int> { throw boom } }.exceptionOrNull()).isSameAs(boom)
                assertThat(runCatching { start<Int>(name = "server") {} }.exceptionOrNull())
                    .isInstanceOf(IllegalStateException::class.java)
                    .hasMessageContaining("server")
            }
        }

    @Test
    fun `a member that waits for a graceful stop of its group is refused and both are named`() =
        runBlocking<Unit>(Dispatchers.Default) {
            val thrown = runCatching {
                taskGroup<Unit>(name = "the-group") {
                    spawn(name = "the-member") { this@taskGroup.cancelGracefully(20.seconds) }
                }
            }
                .exceptionOrNull()
            assertThat(thrown)
                .isInstanceOf(IllegalStateException::class.java)
                .hasMessageContainingAll("the-group", "the-member")
        }

    @Test
    fun `a status that is told after its task has ended is refused`() =
        runBlocking<Unit>(Dispatchers.Default) {
            taskGroup {
                val kept = AtomicReference<TaskStatus<Int>>()
                runCatching { start<Int>(name = "server") { kept.set(it) } }
                assertThatThrownBy { kept.get().started(1) }
                    .isInstanceOf(IllegalStateException::class.java)
                    .hasMessageContaining("server")
            }
        }

    @Test
    fun `an engine without room for blocking bodies is refused`() {
        assertThatThrownBy { EngineOptions(blockingLimit = 0) }
            .isInstanceOf(IllegalArgumentException::class.java)
            .hasMessageContainingAll("blockingLimit", "0")
    }
}
