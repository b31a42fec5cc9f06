package dev.corral.samples.liveevents.kotlin

import dev.corral.CorralFuture
import dev.corral.GroupOptions
import dev.corral.TaskGroup
import dev.corral.channel.AsyncQueue
import dev.corral.engine.channel.AsyncQueue as Queue
import dev.corral.engine.interop.toThread
import dev.corral.kotlin.suspendTask
import dev.corral.samples.liveevents.Event
import dev.corral.samples.liveevents.EventHub
import dev.corral.samples.liveevents.EventHub.BUFFER
import dev.corral.samples.liveevents.Subscriber
import dev.corral.stream.AsyncStream
import dev.corral.stream.asKotlin
import java.net.InetSocketAddress
import java.nio.channels.Channels
import java.nio.channels.SocketChannel
import java.time.Duration
import java.util.concurrent.ConcurrentHashMap
import kotlin.text.Charsets.US_ASCII
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.merge
import kotlinx.coroutines.flow.withIndex

/**
 * The hub in Kotlin. The sources are run once, whoever listens. Each subscriber has a queue, which forgets the oldest
 * event rather than slow down the others, and a run that works it off at the subscriber's own pace.
 */
class LiveEvents(sensor: InetSocketAddress, notes: AsyncQueue<String>, beat: Duration) : EventHub {
    private val queues = ConcurrentHashMap.newKeySet<Queue<IndexedValue<Event>>>()
    private val group = TaskGroup.open(GroupOptions.named("live events").supervise())

    init {
        val events =
            merge(
                lines(sensor).map(Event::reading),
                AsyncStream.fromQueue(notes).asKotlin().map(Event::note),
                AsyncStream.interval(beat).asKotlin().map(Event::heartbeat),
            )
        group.spawn("sources", suspendTask { broadcast(events) })
    }

    /** When the sources fail, or none is left, everybody is hung up on. */
    private suspend fun broadcast(events: Flow<Event>) {
        try {
            events.withIndex().collect { event -> queues.forEach { it.putNow(event) } }
        } finally {
            group.cancel()
        }
    }

    override fun serve(subscriber: Subscriber): CorralFuture<*> =
        group.spawn(subscriber.name(), suspendTask { send(subscriber) })

    private suspend fun send(subscriber: Subscriber) {
        val queue = Queue.dropping<IndexedValue<Event>>(BUFFER, subscriber.name()) { subscriber.lost(it.value) }
        queues += queue
        try {
            while (true) {
                val (id, event) = queue.get()
                toThread { subscriber.send(id.toLong(), event) }
            }
        } finally {
            queues -= queue
        }
    }

    /** The lines that a server sends; the channel is closed by an interrupt as well. */
    private fun lines(server: InetSocketAddress): Flow<String> = flow {
        SocketChannel.open(server).use { channel ->
            val lines = Channels.newReader(channel, US_ASCII).buffered()
            while (true) emit(toThread { lines.readLine() } ?: break)
        }
    }

    override fun subscribers(): Int = queues.size

    override fun close() {
        group.cancel()
        group.close()
    }
}
