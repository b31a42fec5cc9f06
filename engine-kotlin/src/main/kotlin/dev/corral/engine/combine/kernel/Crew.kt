package dev.corral.engine.combine.kernel

import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.within
import java.util.concurrent.atomic.AtomicLong

/**
 * At most [limit] workers that pull items from a [source] and work them off: what stands behind every operation over
 * many items, so that n items never make n tasks.
 *
 * A worker pulls when it needs an item, and not before. Whoever has pulled one has another worker begin, if there may
 * be one more; so there are as many workers as there is work for, and none is begun ahead of need. A source that must
 * be asked by one at a time is never waited for: a worker that finds another one pulling leaves, and the other one,
 * when it has pulled, begins a worker in its place. So no thread is ever blocked by somebody else's iterator.
 *
 * [state] counts the workers, plus [PULLING] while one of them asks an exclusive source:
 * ```text
 *           pull                item, fewer than limit            item, limit reached
 *   n ----------------> n|P ------------------------------> n+1   ------------------> n
 *                        |  another worker finds P: it leaves
 *                        +----------------------------------> (n-1)|P
 *                        |  no item
 *                        +----------------------------------> n-1
 * ```
 *
 * No item is stranded: a worker leaves only when there is none, or when another one is about to pull, which sees in the
 * same word that there is room. The last worker to leave closes the source.
 */
internal class Crew<A>(
    private val scope: Scope,
    private val limit: Int,
    private val source: Source<A>,
    private val begin: (Crew<A>) -> Unit,
) {
    private val state = AtomicLong()

    /** Begins the first worker. */
    fun muster() {
        state.set(1)
        begin(this)
    }

    /** The next item, or [Source.END] if the worker has to leave, which it has by then. */
    fun pull(): Any? {
        if (scope.isCancelled) return leave()
        if (source.isExclusive) return pullAlone()
        val item = source.next()
        if (item === Source.END) return leave()
        grow()
        return item
    }

    private fun pullAlone(): Any? {
        while (true) {
            val seen = state.get()
            if (seen and PULLING == 0L) {
                if (state.compareAndSet(seen, seen or PULLING)) break
            } else if (state.compareAndSet(seen, seen - 1)) {
                return Source.END
            }
        }
        var item: Any? = Source.END
        try {
            item = source.next()
        } finally {
            while (true) {
                val seen = state.get()
                val more = item !== Source.END && (seen and PULLING.inv()) < limit
                val next = (seen and PULLING.inv()) + if (more) 1 else 0
                if (state.compareAndSet(seen, next)) {
                    if (more) begin(this)
                    break
                }
            }
        }
        return if (item === Source.END) leave() else item
    }

    /** Begins another worker, if there may be one and there seems to be work for it. */
    fun grow() {
        while (true) {
            val seen = state.get()
            if (seen >= limit || source.isEmpty) return
            if (state.compareAndSet(seen, seen + 1)) return begin(this)
        }
    }

    private fun leave(): Any {
        if (state.decrementAndGet() == 0L) close()
        return Source.END
    }

    /** A worker ended without having left: it failed, or never began. */
    fun lost() {
        leave()
    }

    /** Closes the source, for the last worker, or where there was none. */
    fun close() {
        val closing = source.closing ?: return
        scope.hold()
        scope.engine.callbacks.execute {
            try {
                scope.within(closing::close)
            } catch (t: Throwable) {
                scope.raise(t)
            } finally {
                scope.letGo()
            }
        }
    }

    private companion object {
        const val PULLING = 1L shl 32
    }
}

/** Where the items come from. */
internal interface Source<out A> {
    /** The next item, or [END]; called by one worker at a time if this [isExclusive]. */
    fun next(): Any?

    /** Whether [next] must not be called by two at once. */
    val isExclusive: Boolean

    /** Whether it is certain that there is nothing to be had now. */
    val isEmpty: Boolean
        get() = false

    /** How many items there are in all; -1 if that is not known. */
    val size: Int
        get() = -1

    /** What is to be closed in the end. */
    val closing: AutoCloseable?
        get() = null

    companion object {
        /** Stands for the item after the last one. */
        val END = Any()
    }
}
