package dev.corral.samples.cluster.kotlin

import dev.corral.Corral
import dev.corral.CorralFuture
import dev.corral.engine.pool.ExecutorPool
import dev.corral.kotlin.suspendTask
import dev.corral.samples.cluster.Page
import dev.corral.samples.cluster.WordCounter
import dev.corral.samples.cluster.WordCounter.AT_ONCE
import java.net.URI
import java.util.concurrent.ExecutorService

/**
 * Counts in Kotlin. What is sent to a member is the name of the function and the address of the page; the rest, the
 * function's class too, it has to have itself.
 */
class WordCount(executor: ExecutorService) : WordCounter {
    private val pool = ExecutorPool(executor)

    override fun count(pages: Iterable<URI>): CorralFuture<List<Int>> =
        Corral.submit(suspendTask { pool.map(pages, AT_ONCE, Page::words) })

    override fun count(page: URI): CorralFuture<Int> = Corral.submit(suspendTask { pool.run { Page.words(page) } })

    override fun close() = pool.closeNow()
}
