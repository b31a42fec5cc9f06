package dev.corral.samples.guides.gracefulshutdown

import dev.corral.engine.TaskGroup
import dev.corral.engine.taskGroup
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.async
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** The same as for Java callers, from suspend functions. */
@Timeout(60)
class KotlinGracefulShutdownTest {
    @Test
    fun `a group finishes within its grace`() =
        runBlocking<Unit> {
            val begun = CompletableDeferred<TaskGroup>()
            val end = async {
                taskGroup {
                    val loop = spawn {
                        while (!isStopping) {
                            delay(1.milliseconds)
                        }
                        "finished"
                    }
                    begun.complete(this)
                    loop.await()
                }
            }
            val report = begun.await().cancelGracefully(50.seconds)
            assertThat(report.isClean).isTrue()
            assertThat(end.await()).isEqualTo("finished")
        }
}
