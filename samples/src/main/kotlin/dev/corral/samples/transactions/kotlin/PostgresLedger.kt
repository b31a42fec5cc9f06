package dev.corral.samples.transactions.kotlin

import dev.corral.Corral
import dev.corral.CorralFuture
import dev.corral.engine.interop.onCancel
import dev.corral.engine.interop.shieldBlocking
import dev.corral.kotlin.suspendTask
import dev.corral.samples.connections.Connections
import dev.corral.samples.connections.kotlin.ConnectionPool
import dev.corral.samples.transactions.Ledger
import dev.corral.samples.transactions.Ledger.Transfer
import dev.corral.samples.transactions.Step
import java.sql.Connection
import java.sql.PreparedStatement
import java.util.concurrent.Callable
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit.MILLISECONDS

/**
 * A ledger in Kotlin.
 *
 * Cancelled, it stops the statement that runs, in the database, and the pool rolls back what is unfinished when it gets
 * the connection back. The commit is shielded: whoever gives up meanwhile waits for its end, and gets the number of the
 * transfer.
 */
class PostgresLedger(database: Callable<Connection>, connections: Int) : Ledger {
    private val pool = ConnectionPool(database, connections)

    /** Moves money, and returns the number of the transfer if, and only if, that is booked. */
    suspend fun transfer(transfer: Transfer): Long = pool.use { connection ->
        connection.autoCommit = false
        for (step in Step.of(transfer)) {
            step.prepare(connection).use(::run)
        }
        Corral.checkpoint() // the last chance to give up
        shieldBlocking(connection::commit)
        transfer.number()
    }

    /** An interrupt never stops a statement. On a virtual thread it would cut the connection. */
    private fun run(statement: PreparedStatement) {
        val ended = CountDownLatch(1)
        onCancel({ stop(statement, ended) }) {
            shieldBlocking {
                try {
                    statement.execute()
                } finally {
                    ended.countDown()
                }
            }
        }
    }

    /** The driver ignores this as long as the statement has not begun: asks until it has ended. */
    private fun stop(statement: PreparedStatement, ended: CountDownLatch) {
        do statement.cancel() while (!ended.await(1, MILLISECONDS))
    }

    override fun book(transfer: Transfer): CorralFuture<Long> = Corral.submit(suspendTask { transfer(transfer) })

    override fun pool(): Connections = pool

    override fun close(): Unit = pool.close()
}
