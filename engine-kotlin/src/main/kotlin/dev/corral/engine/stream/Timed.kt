package dev.corral.engine.stream

import dev.corral.engine.stream.kernel.asSource
import dev.corral.engine.stream.kernel.batch as batches
import dev.corral.engine.stream.kernel.throttle as throttled
import dev.corral.engine.stream.kernel.timeout
import kotlin.time.Duration
import kotlinx.coroutines.flow.Flow

/**
 * Lists of [size] elements, or of what there is when the first of them is [maxAge] old. Drops nothing, and makes no
 * empty list.
 *
 * ```kotlin
 * ids.throttle(100, per = 1.seconds)
 *     .timeoutEach(30.seconds)
 *     .batch(500, maxAge = 50.milliseconds)
 *     .collect { rows -> insert(rows) }
 * ```
 *
 * The flow is collected by a task of its own: while one list is being worked on one further list gathers, and when that
 * is full the flow waits. A failure comes after a list of the elements before it. Time is that of Corral's clock.
 *
 * @throws IllegalArgumentException if [size] is less than 1, or [maxAge] is not positive
 */
public fun <T : Any> Flow<T>.batch(size: Int, maxAge: Duration): Flow<List<T>> =
    batches(asSource(), size, maxAge.inWholeNanoseconds)

/**
 * The same elements, of which at most [count] pass in any time as long as [per]; the flow waits for the others, and
 * nothing is dropped; one element is pulled ahead. The window slides, so around no border do twice as many pass. Time
 * is that of Corral's clock.
 *
 * @throws IllegalArgumentException if [count] is less than 1, or [per] is not positive
 */
public fun <T : Any> Flow<T>.throttle(count: Int, per: Duration): Flow<T> =
    throttled(asSource(), count, per.inWholeNanoseconds)

/**
 * The same elements; fails if the flow takes longer than [limit] for any of them: the first one, the next one, or its
 * end after the last one. The time that an element takes further down does not count.
 *
 * It fails with a [java.util.concurrent.TimeoutException], which is a failure like any other. The one of kotlinx's
 * `timeout`, a `TimeoutCancellationException`, is a cancellation: thrown in a coroutine it ends that, and `launch`
 * around it, without a word. Nor is there anything pulled ahead here.
 *
 * The flow is collected by a task of its own, which is cancelled when it was too slow; this fails when it has ended.
 *
 * @throws IllegalArgumentException if [limit] is not positive
 */
public fun <T : Any> Flow<T>.timeoutEach(limit: Duration): Flow<T> =
    timeout(asSource(), limit.inWholeNanoseconds, "timeoutEach")
