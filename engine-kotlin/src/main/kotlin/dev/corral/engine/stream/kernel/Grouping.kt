@file:JvmName("Grouping")

package dev.corral.engine.stream.kernel

import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.parentScope

/** So many elements of a group wait for its handler, at most. */
private const val GROUP_BUFFER = 16

/**
 * The elements of the streams that [handler] makes of the groups of elements that have one key each.
 *
 * It cannot come to a standstill: whatever stream the handler makes is run, by a task of its own, so the source waits
 * for a group's handler only as long as that is at work, and a handler waits for its elements, or for those further
 * down, never for another handler. A group that its handler does not read, or no more, takes no elements.
 */
public fun <T, K, R> groupBy(
    upstream: Source<T>,
    maxGroups: Int,
    key: Fn<T, K>,
    handler: Fn2<K, @JvmSuppressWildcards Source<T>, Source<R>>,
): Source<R> {
    require(maxGroups >= 1) { "maxGroups: $maxGroups is less than 1" }
    return object : Source<R>() {
        override suspend fun run(sink: Sink<R>) {
            val groups = Groups(parentScope(), upstream, maxGroups, key, handler)
            try {
                Confluence.use("groupBy") { confluence ->
                    groups.begin(confluence)
                    if (confluence.drain(sink)) groups.failure?.let { throw it }
                }
            } finally {
                groups.dropRest()
            }
        }
    }
}

private class Groups<T, K, R>(
    run: Scope,
    private val upstream: Source<T>,
    private val maxGroups: Int,
    private val key: Fn<T, K>,
    private val handler: Fn2<K, Source<T>, Source<R>>,
) : Sink<T>() {
    private val drops = upstream.disposal?.let { Drops(run, it) }
    private val groups = HashMap<K, Group<T>>()
    private lateinit var confluence: Confluence<R>

    /** What the source failed with: thrown when all groups have dealt with it. */
    @Volatile
    var failure: Throwable? = null
        private set

    fun begin(confluence: Confluence<R>) {
        this.confluence = confluence
        confluence.beginOuter {
            failure = failureOf { upstream.run(this) }
            groups.values.forEach { it.end(failure) }
        }
    }

    override suspend fun emit(element: T): Demand {
        val key = notNull(key.apply(element), "groupBy", element)
        var isTaken = false
        try {
            val group = groups[key] ?: beginGroup(key, element)
            isTaken = group.put(element)
        } finally {
            if (!isTaken) drops?.drop(element)
        }
        return Demand.MORE
    }

    private fun beginGroup(key: K, first: T): Group<T> {
        check(groups.size < maxGroups) { "groupBy: '$first' is of group '$key', and there are $maxGroups already" }
        val group = Group("$key", upstream.disposal)
        val results = handler.apply(key, group)
        groups[key] = group
        confluence.begin(Handled(group, results))
        return group
    }

    /** What a handler makes; a group is over when that has ended. The source's failure is told by the source. */
    private inner class Handled(private val group: Group<T>, private val results: Source<R>) : Source<R>() {
        override val disposal: Disposal<R>?
            get() = results.disposal

        override suspend fun run(sink: Sink<R>) {
            try {
                results.run(sink)
            } catch (t: Throwable) {
                if (t !== failure) throw t
            } finally {
                group.close()
            }
        }
    }

    fun dropRest() {
        if (drops != null) groups.values.forEach { group -> group.rest().forEach(drops::drop) }
    }
}

/** The elements of one key: a stream that can be run once, by its handler's. */
private class Group<T>(private val key: String, override val disposal: Disposal<T>?) : Source<T>() {
    private val lock = Any()

    // All of this is guarded by the lock.
    private val elements = ArrayDeque<T>()
    private var isRun = false
    private var hasEnded = false
    private var isClosed = false
    private var failure: Throwable? = null

    private val arrived = Bell()
    private val room = Bell()

    /** Hands [element] to the handler, when there is room; false if it takes no more. */
    suspend fun put(element: T): Boolean {
        while (true) {
            val isPut =
                synchronized(lock) {
                    if (isClosed) return false
                    elements.size < GROUP_BUFFER && elements.add(element)
                }
            if (isPut) {
                arrived.ring()
                return true
            }
            room.await { synchronized(lock) { isClosed || elements.size < GROUP_BUFFER } }
        }
    }

    fun end(error: Throwable?) {
        synchronized(lock) {
            hasEnded = true
            failure = error
        }
        arrived.ring()
    }

    fun close() {
        synchronized(lock) { isClosed = true }
        room.ring()
    }

    fun rest(): List<T> = synchronized(lock) { elements.toList().also { elements.clear() } }

    override suspend fun run(sink: Sink<T>) {
        synchronized(lock) {
            check(!isRun) { "the stream of group '$key' was run twice" }
            check(!isClosed) { "the stream of group '$key' was run after its handler's" }
            isRun = true
        }
        try {
            do {
                val element = next() ?: return
            } while (sink.emit(element) === Demand.MORE)
        } finally {
            close()
        }
    }

    private suspend fun next(): T? {
        while (true) {
            val element =
                synchronized(lock) {
                    val first = elements.removeFirstOrNull()
                    if (first == null) {
                        failure?.let { throw it }
                        if (hasEnded) return null
                    }
                    first
                }
            if (element != null) {
                room.ring()
                return element
            }
            arrived.await { synchronized(lock) { hasEnded || elements.isNotEmpty() } }
        }
    }
}
