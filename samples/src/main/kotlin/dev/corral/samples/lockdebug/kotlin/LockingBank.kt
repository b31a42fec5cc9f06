package dev.corral.samples.lockdebug.kotlin

import dev.corral.Task
import dev.corral.engine.DeadlockException
import dev.corral.engine.combine.retryOn
import dev.corral.engine.interop.toThread
import dev.corral.engine.shield
import dev.corral.engine.sync.AsyncLock
import dev.corral.kotlin.suspendTask
import dev.corral.samples.lockdebug.Accounts
import dev.corral.samples.lockdebug.Bank
import dev.corral.samples.lockdebug.Bank.Transfer
import java.util.concurrent.ConcurrentHashMap

/** A bank in Kotlin, with a lock for each account. */
class LockingBank(private val accounts: Accounts) : Bank {
    private val locks = ConcurrentHashMap<String, AsyncLock>()

    override fun inHaste(transfer: Transfer): Task<*> = suspendTask {
        move(transfer.payer(), transfer.payee(), transfer)
    }

    override fun persistently(transfer: Transfer): Task<*> = suspendTask {
        retryOn<DeadlockException, Unit>(attempts = 5) { move(transfer.payer(), transfer.payee(), transfer) }
    }

    override fun inOrder(transfer: Transfer): Task<*> = suspendTask {
        val (first, second) = listOf(transfer.payer(), transfer.payee()).sorted()
        move(first, second, transfer)
    }

    private suspend fun move(first: String, second: String, transfer: Transfer) {
        lock(first).withLock {
            toThread { accounts.find(first) }
            lock(second).withLock { shield { toThread { accounts.book(transfer) } } }
        }
    }

    private fun lock(owner: String) = locks.computeIfAbsent(owner, ::AsyncLock)
}
