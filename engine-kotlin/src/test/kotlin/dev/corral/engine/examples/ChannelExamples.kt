package dev.corral.engine.examples

import dev.corral.engine.channel.AsyncPriorityQueue
import dev.corral.engine.channel.AsyncQueue
import dev.corral.engine.channel.ElementQueue
import dev.corral.engine.channel.QueueClosed
import dev.corral.engine.channel.QueueEmpty
import dev.corral.engine.channel.QueueFull
import dev.corral.engine.channel.Select
import dev.corral.engine.channel.SelectClauses
import dev.corral.engine.taskGroup
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** The examples of the room channel. */
@Timeout(60)
class ChannelExamples {
    private val log = Log()

    private fun ship(order: Order) = log.info("shipped ${order.id}")

    @Test
    fun `a queue`() =
        runBlocking<Unit> {
            val incoming = listOf(Order(1), Order(2))
            taskGroup {
                val orders = AsyncQueue.bounded<Order>(16)
                spawn {
                    for (order in incoming) orders.put(order)
                    orders.close()
                }
                spawn { shipAll(orders) }
                val now = orders.statistics()
                if (now.size == now.capacity) log.info("full, and ${now.waitingPuts} wait for room")
            }
            assertThat(log.lines).containsExactly("shipped 1", "shipped 2", "no more orders")
        }

    private suspend fun shipAll(orders: ElementQueue<Order>) {
        try {
            while (true) ship(orders.get())
        } catch (e: QueueClosed) {
            log.info("no more orders")
        }
    }

    @Test
    fun refusals() {
        val orders = AsyncQueue.bounded<Order>(1)
        try {
            ship(orders.getNow())
        } catch (e: QueueEmpty) {
            log.info("nothing to ship") // tryGet() returns null for this
        }
        orders.putNow(Order(1))
        val order = Order(2)
        try {
            orders.putNow(order)
        } catch (e: QueueFull) {
            log.info("too many orders") // tryPut(order) returns false for this
        }
        orders.close()
        try {
            orders.putNow(order)
        } catch (e: QueueClosed) {
            log.info("closed: $order was not taken")
        }
        assertThat(log.lines).containsExactly("nothing to ship", "too many orders", "closed: Order(id=2) was not taken")
    }

    private data class Job(val name: String, val urgency: Int)

    @Test
    fun priorities() =
        runBlocking<Unit> {
            val jobs = AsyncPriorityQueue.unlimited<Job>(compareByDescending { it.urgency })
            jobs.putNow(Job("report", 1))
            jobs.putNow(Job("payment", 9))
            val next = jobs.get() // the payment
            assertThat(next.name).isEqualTo("payment")
        }

    @Test
    fun selection() =
        runBlocking<Unit> {
            val urgent = AsyncQueue.unlimited<Order>()
            val orders = AsyncQueue.unlimited<Order>()
            val audit = AsyncQueue.rendezvous<String>()
            orders.putNow(Order(1))
            val next = Select.of {
                urgent.onGet { order -> "at once: ${order.id}" }
                orders.onGet { order -> "shipped: ${order.id}" }
                audit.onPut("nothing to do") { "told the audit" }
            }
            assertThat(next).isEqualTo("shipped: 1")
            orders.putNow(Order(2))
            fun SelectClauses<Int>.nextOf(queues: List<ElementQueue<Order>>) {
                for (queue in queues) queue.onGet { it.id }
            }
            val id = Select.inOrder { nextOf(listOf(urgent, orders)) }
            assertThat(id).isEqualTo(2)
        }
}
