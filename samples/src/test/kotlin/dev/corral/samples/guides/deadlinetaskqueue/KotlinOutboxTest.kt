package dev.corral.samples.guides.deadlinetaskqueue

import dev.corral.engine.Settled
import dev.corral.engine.taskGroup
import dev.corral.samples.guides.Printed
import java.io.IOException
import kotlin.time.Duration
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** What docs/guides/deadline-task-queue.md promises, in Kotlin. */
@Timeout(60)
class KotlinOutboxTest {
    private val mails = MailQueue(10)
    private val ends = LinkedHashMap<String, Settled<String>>()

    @Test
    fun `the program tells of every mail`() {
        assertThat(Printed.by { main() })
            .containsExactlyInAnyOrder(
                "overdue: TimedOut",
                "urgent: Fulfilled(value=ok)",
                "can wait: Fulfilled(value=ok)",
            )
    }

    @Test
    fun `the one that is due first goes first, and what is overdue does not go`() =
        runBlocking<Unit> {
            val sent = mutableListOf<String>()
            mails.put("late", 2.hours)
            mails.put("early", 1.hours)
            mails.put("overdue", Duration.ZERO)
            mails.close()
            mails.sendAll({ it.also(sent::add) }, ends::put)
            assertThat(sent).containsExactly("early", "late")
            assertThat(ends["overdue"]).isEqualTo(Settled.TimedOut)
        }

    @Test
    fun `what fails or takes too long does not end the loop`() =
        runBlocking<Unit> {
            val broken = IOException("no route")
            mails.put("stuck", 50.milliseconds)
            mails.put("broken", 1.hours)
            mails.put("next", 2.hours)
            mails.close()
            mails.sendAll(
                { text ->
                    when (text) {
                        "stuck" -> awaitCancellation()
                        "broken" -> throw broken
                        else -> "ok"
                    }
                },
                ends::put,
            )
            assertThat(ends["stuck"]).isEqualTo(Settled.TimedOut)
            assertThat(ends["broken"]).isEqualTo(Settled.Rejected(broken))
            assertThat(ends["next"]).isEqualTo(Settled.Fulfilled("ok"))
        }

    @Test
    fun `cancelled, the loop stops what it sends`() =
        runBlocking<Unit> {
            val asked = CompletableDeferred<Unit>()
            val left = CompletableDeferred<Unit>()
            mails.put("stuck", 1.hours + 1.minutes)
            taskGroup {
                val loop = spawn {
                    mails.sendAll(
                        {
                            try {
                                asked.complete(Unit)
                                awaitCancellation()
                            } finally {
                                left.complete(Unit)
                            }
                        },
                        ends::put,
                    )
                }
                asked.await()
                loop.cancel()
                loop.join()
                assertThat(left.isCompleted).isTrue()
            }
            assertThat(ends).isEmpty()
        }
}
