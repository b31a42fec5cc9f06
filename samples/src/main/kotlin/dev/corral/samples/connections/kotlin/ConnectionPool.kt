package dev.corral.samples.connections.kotlin

import dev.corral.Corral
import dev.corral.CorralFuture
import dev.corral.Task
import dev.corral.engine.interop.runSync
import dev.corral.engine.interop.toThread
import dev.corral.engine.sync.CapacityLimiter
import dev.corral.kotlin.awaitObserving
import dev.corral.kotlin.suspendTask
import dev.corral.samples.connections.Connections
import dev.corral.samples.connections.Lease
import dev.corral.samples.connections.Shelf
import dev.corral.samples.connections.Work
import dev.corral.sync.CapacityStatistics
import dev.corral.sync.asJava
import java.sql.Connection
import java.util.concurrent.Callable

/**
 * A pool in Kotlin. The limiter decides who may have a connection, and no thread waits with those who may not yet; the
 * shelf has the connections.
 */
class ConnectionPool(database: Callable<Connection>, total: Int) : Connections {
    private val limiter = CapacityLimiter(total, "connections")
    private val shelf = Shelf(database, limiter::total)

    /** Waits for a connection, and does [work] on it, on a thread for such. Returns when the connection is back. */
    suspend fun <T> use(work: (Connection) -> T): T = limiter.withPermit { toThread { shelf.lend(work) } }

    /** Waits for a connection for work in several steps. Whoever gets the lease closes it. */
    suspend fun borrow(): Lease {
        val permit = limiter.acquire()
        try {
            return toThread { shelf.lease(permit::close) }
        } catch (e: Throwable) {
            permit.close()
            throw e
        }
    }

    override fun <T> withConnection(work: Work<T>): CorralFuture<T> = Corral.submit(suspendTask { use(work::on) })

    /** One that comes too late, for a race's loser say, goes back to the shelf. */
    override fun lease(): Task<Lease> = suspendTask { borrow() }.named("lease").onUndelivered(Lease::close)

    override fun resize(total: Int) {
        limiter.total = total
        shelf.trim()
    }

    override fun statistics(): CapacityStatistics = limiter.asJava().statistics()

    override fun idle(): Int = shelf.idle()

    override fun close(): Unit = runSync { shelf.close().awaitObserving() }
}
