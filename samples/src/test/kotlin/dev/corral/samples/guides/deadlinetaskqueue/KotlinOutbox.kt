package dev.corral.samples.guides.deadlinetaskqueue

import dev.corral.engine.Deadline
import dev.corral.engine.Settled
import dev.corral.engine.channel.AsyncPriorityQueue
import dev.corral.engine.channel.QueueClosed
import dev.corral.engine.combine.settleWithin
import dev.corral.engine.interop.runSync
import dev.corral.engine.taskGroup
import kotlin.time.Duration
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.minutes

class Mail(val text: String, val due: Deadline)

class MailQueue(room: Int) {
    private val queue = AsyncPriorityQueue.bounded<Mail>(room, compareBy { it.due })

    suspend fun put(text: String, within: Duration) = queue.put(Mail(text, Deadline.after(within)))

    suspend fun sendAll(sender: suspend (String) -> String, report: (String, Settled<String>) -> Unit) {
        try {
            while (true) {
                val next = queue.get()
                val end = settleWithin(next.due.remaining(), { sender(next.text) }).single()
                report(next.text, end)
            }
        } catch (_: QueueClosed) {
            // Everything has been sent.
        }
    }

    fun close() = queue.close()
}

fun main() = runSync {
    taskGroup {
        val mails = MailQueue(room = 100)
        spawn { mails.sendAll(sender = { "ok" }, report = { text, end -> println("$text: $end") }) }
        mails.put("can wait", 1.hours)
        mails.put("urgent", 1.minutes)
        mails.put("overdue", Duration.ZERO)
        mails.close()
    }
}
