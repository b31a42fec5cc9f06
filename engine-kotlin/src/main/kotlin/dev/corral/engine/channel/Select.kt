package dev.corral.engine.channel

import dev.corral.engine.kernel.Choice
import dev.corral.engine.kernel.await
import java.util.concurrent.CancellationException

/**
 * Does one of several gets and puts: whichever is possible first.
 *
 * ```kotlin
 * val next = Select.of {
 *     urgent.onGet { order -> "at once: ${order.id}" }
 *     orders.onGet { order -> "shipped: ${order.id}" }
 *     audit.onPut("nothing to do") { "told the audit" }
 * }
 * ```
 *
 * Exactly one clause happens: nothing is taken from the other queues, and nothing is put in them. The code of that
 * clause runs after the choice, in the caller; what it returns is returned. A queue may be in several clauses; a get
 * and a put on the same queue in one choice do not serve each other.
 *
 * Fairness: among clauses that are possible at once [of] picks any with the same chance, and [inOrder] the first. If
 * none is, the caller stands in the line of each queue, where it is served first come, first served. Memory effects are
 * those of the get, or the put, that happened.
 */
public object Select {
    /**
     * Waits until one of [clauses] is possible and does that; any of those that are. Cancelled, the caller leaves every
     * line and nothing happened; a cancelled caller does not choose.
     *
     * @throws QueueClosed if it chose a put on a closed queue, or a get on one that is closed and drained
     * @throws IllegalArgumentException if there are no clauses
     * @throws CancellationException if the caller is cancelled
     */
    public suspend fun <R> of(clauses: SelectClauses<R>.() -> Unit): R =
        SelectClauses<R>().apply(clauses).choose(inOrder = false)

    /**
     * As [of]; if several of [clauses] are possible at once, the first of them.
     *
     * @throws QueueClosed if it chose a put on a closed queue, or a get on one that is closed and drained
     * @throws IllegalArgumentException if there are no clauses
     * @throws CancellationException if the caller is cancelled
     */
    public suspend fun <R> inOrder(clauses: SelectClauses<R>.() -> Unit): R =
        SelectClauses<R>().apply(clauses).choose(inOrder = true)
}

/**
 * What a [Select] may do.
 *
 * ```kotlin
 * fun SelectClauses<Int>.nextOf(queues: List<ElementQueue<Order>>) {
 *     for (queue in queues) queue.onGet { it.id }
 * }
 * val id = Select.inOrder { nextOf(listOf(urgent, orders)) }
 * ```
 */
public class SelectClauses<R> internal constructor() {
    private val waits = mutableListOf<QueueWait<*, *>>()
    private val actions = mutableListOf<suspend (Any) -> R>()

    /** Gets the next element of this queue, and then calls [action] with it. */
    public fun <T : Any> ElementQueue<T>.onGet(action: suspend (T) -> R) {
        waits += Getting(this, KotlinFaults)
        @Suppress("UNCHECKED_CAST") // the element that the get was granted
        actions += action as suspend (Any) -> R
    }

    /** Puts [element] in this queue, and then calls [action]. */
    public fun <T : Any> ElementQueue<T>.onPut(element: T, action: suspend () -> R) {
        waits += Putting(this, element, KotlinFaults)
        actions += { action() }
    }

    internal suspend fun choose(inOrder: Boolean): R {
        val choice: Choice = Choosing(waits, inOrder).await()
        return actions[choice.index](choice.value)
    }
}
