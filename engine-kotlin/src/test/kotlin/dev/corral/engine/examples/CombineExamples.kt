package dev.corral.engine.examples

import dev.corral.engine.TaskScope
import dev.corral.engine.combine.Completion
import dev.corral.engine.combine.CompletionIterator
import dev.corral.engine.combine.CompletionStream
import dev.corral.engine.combine.Progress
import dev.corral.engine.combine.RetryAttempt
import dev.corral.engine.combine.RetryPolicy
import dev.corral.engine.combine.asCompleted
import dev.corral.engine.combine.gather
import dev.corral.engine.combine.hedge
import dev.corral.engine.combine.mapAsync
import dev.corral.engine.combine.race
import dev.corral.engine.combine.raceIndexed
import dev.corral.engine.combine.retry
import dev.corral.engine.combine.retryOn
import dev.corral.engine.getOrNull
import java.io.IOException
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** The examples of the room combine. */
@Timeout(60)
class CombineExamples {
    private val users = Users()
    private val orders = Orders()
    private val mirrorA = Quotes(30)
    private val mirrorB = Quotes(null)
    private val log = Log()
    private val id = 7
    private var calls = 0

    private fun fetch(id: Int): Quote = if (++calls < 2) throw IOException("refused") else Quote(id)

    @Test
    fun `some of many`() =
        runBlocking<Unit> {
            val quote = race({ mirrorA.fetch(id) }, { mirrorB.fetch(id) }, timeout = 2.seconds)
            assertThat(quote).isEqualTo(Quote(30))
            val first = raceIndexed({ mirrorA.fetch(id) }, { mirrorB.fetch(id) })
            log.info("mirror ${first.index} was first, ${first.cancelled} cancelled")
            assertThat(log.lines).containsExactly("mirror 0 was first, 1 cancelled")
            val hedged = hedge(30.milliseconds, { mirrorB.fetch(id) }, { mirrorA.fetch(id) })
            assertThat(hedged).isEqualTo(Quote(30))
        }

    @Test
    fun `all of them`() =
        runBlocking<Unit> {
            val pages = gather(listOf(1, 2, 3).map { id -> { Page(users.find(id), orders.of(id)) } }, limit = 2)
            assertThat(pages.map { it.user.id }).containsExactly(1, 2, 3)
        }

    @Test
    fun `many items`() =
        runBlocking<Unit> {
            val ids = listOf(1, 2, 3)
            val found = mapAsync(ids, limit = 8, onProgress = { log.info("${it.done} done") }) { users.find(it) }
            assertThat(found).hasSize(3)
            assertThat(log.lines).contains("3 done")
            fun show(now: Progress) = log.info("${now.done} of ${now.total ?: "?"}, ${now.failed} failed")
            mapAsync(ids, limit = 8, onProgress = ::show) { users.find(it) }
            assertThat(log.lines).contains("3 of 3, 0 failed")
        }

    @Test
    fun `as they complete`() =
        runBlocking<Unit> {
            val tasks = listOf<suspend TaskScope.() -> Quote>({ mirrorB.fetch(id) }, { mirrorA.fetch(id) })
            val best =
                asCompleted(tasks, limit = 4) { stream ->
                    for ((index, settled) in stream) if (settled.getOrNull() != null) return@asCompleted index
                    null
                }
            assertThat(best).isEqualTo(1)
            suspend fun firstOf(stream: CompletionStream<Quote>) = stream.next()?.settled?.getOrNull()
            suspend fun show(completion: Completion<Quote>) =
                log.info("task ${completion.index}: ${completion.settled.getOrNull() ?: "no quote"}")
            suspend fun showAll(rest: CompletionIterator<Quote>) {
                while (rest.hasNext()) show(rest.next())
            }
            val two = listOf<suspend TaskScope.() -> Quote>({ mirrorA.fetch(id) }, { mirrorA.fetch(id) })
            asCompleted(two) { assertThat(firstOf(it)).isEqualTo(Quote(30)) }
            asCompleted(two) { showAll(it.iterator()) }
            assertThat(log.lines).containsExactlyInAnyOrder("task 0: Quote(cents=30)", "task 1: Quote(cents=30)")
        }

    @Test
    fun `again and again`() =
        runBlocking<Unit> {
            val quote = retryOn<IOException, _>(attempts = 5) { fetch(id) }
            assertThat(quote).isEqualTo(Quote(7))
            calls = 0
            val policy = RetryPolicy(attempts = 5, base = 50.milliseconds, retryOn = { it is IOException })
            val again = retry(policy) { fetch(id) }
            assertThat(again).isEqualTo(Quote(7))
            calls = 0
            fun tell(attempt: RetryAttempt) {
                attempt.nextDelay?.let { log.info("attempt ${attempt.number} failed, next in $it") }
            }
            retry(RetryPolicy(base = Duration.ZERO, onAttempt = ::tell)) { fetch(id) }
            assertThat(log.lines).containsExactly("attempt 1 failed, next in 0s")
        }
}
