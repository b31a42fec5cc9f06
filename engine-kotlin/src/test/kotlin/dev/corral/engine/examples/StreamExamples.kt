package dev.corral.engine.examples

import dev.corral.engine.stream.StreamOverflowException
import dev.corral.engine.stream.batch
import dev.corral.engine.stream.bufferOrFail
import dev.corral.engine.stream.groupBy
import dev.corral.engine.stream.mapAsync
import dev.corral.engine.stream.throttle
import dev.corral.engine.stream.timeoutEach
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** The examples of the room stream. */
@Timeout(60)
class StreamExamples {
    private val users = Users()
    private val log = Log()
    private val ids = listOf(1, 2, 3).asFlow()

    private fun insert(rows: List<Int>) = log.info("$rows")

    @Test
    fun batches() =
        runBlocking<Unit> {
            ids.batch(2).collect { rows -> insert(rows) }
            assertThat(log.lines).containsExactly("[1, 2]", "[3]")
        }

    @Test
    fun `many at once`() =
        runBlocking<Unit> {
            val found = ids.mapAsync(limit = 4) { users.find(it) }.toList()
            assertThat(found).containsExactly(User(1), User(2), User(3))
        }

    @Test
    fun `in time`() =
        runBlocking<Unit> {
            ids.throttle(100, per = 1.seconds).timeoutEach(30.seconds).batch(500, maxAge = 50.milliseconds).collect {
                rows ->
                insert(rows)
            }
            assertThat(log.lines).isNotEmpty()
        }

    @Test
    fun overflow() =
        runBlocking<Unit> {
            val strict = ids.bufferOrFail(1_000)
            try {
                strict.collect { log.info("$it") }
            } catch (e: StreamOverflowException) {
                log.info("too slow: ${e.message}")
            }
            assertThat(log.lines).containsExactly("1", "2", "3")
        }

    @Test
    fun groups() =
        runBlocking<Unit> {
            val orders = flowOf(Order(1), Order(2), Order(1))
            val shipped =
                orders.groupBy(maxGroups = 1000, key = { it.id }) { id, theirs ->
                    theirs.batch(20).map { "${it.size} of $id" }
                }
            assertThat(shipped.toList()).containsExactlyInAnyOrder("2 of 1", "1 of 2")
        }
}
