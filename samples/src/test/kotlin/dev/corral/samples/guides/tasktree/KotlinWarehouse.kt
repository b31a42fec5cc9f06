package dev.corral.samples.guides.tasktree

import dev.corral.engine.channel.AsyncQueue
import dev.corral.engine.sync.AsyncLock
import dev.corral.engine.taskGroup

/** The service of docs/guides/task-tree.md in Kotlin. */
class KotlinWarehouse(private val supplier: suspend () -> Unit) {
    private val stock = AsyncLock("stock")
    private val parcels = AsyncQueue.bounded<String>(1, "parcels")

    suspend fun work(articles: List<String>) =
        taskGroup("warehouse") {
            spawn("refill") { stock.withLock { supplier() } }
            spawn("reserve") { articles.forEach { article -> stock.withLock { parcels.put(article) } } }
            spawn("ship") { while (true) parcels.get() }
        }
}
