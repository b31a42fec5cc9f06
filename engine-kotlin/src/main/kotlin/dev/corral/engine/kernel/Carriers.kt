package dev.corral.engine.kernel

/** A value that follows the work: captured where work is handed over, visible where it runs. */
public sealed interface ContextCarrier {
    /** The value on the calling thread; null if there is none. */
    public fun capture(): Any?
}

/** Carries what can be put on a thread and taken off again. */
public interface ThreadCarrier : ContextCarrier {
    /** Puts [value] on the calling thread, or nothing if it is null; returns what [restore] needs. */
    public fun install(value: Any?): Any?

    /** Puts on the calling thread what was there before [install], which returned [outer]. */
    public fun restore(outer: Any?)
}

/** Carries what can only be there for the time of a call, such as a scoped value. */
public interface WrappingCarrier : ContextCarrier {
    /** Runs [body], once, here and now, with [value]. */
    public fun bind(value: Any?, body: Runnable)
}

/** Carries a thread-local. */
public class ThreadLocalCarrier<T>(private val local: ThreadLocal<T>) : ThreadCarrier {
    override fun capture(): Any? = local.get()

    override fun install(value: Any?): Any? {
        val outer: Any? = local.get()
        if (outer !== value || value == null) restore(value)
        return outer
    }

    @Suppress("UNCHECKED_CAST") // what capture returned
    override fun restore(outer: Any?) {
        if (outer == null) local.remove() else local.set(outer as T)
    }
}

/** All carriers of an engine. */
internal class Carriers(all: List<ContextCarrier>) {
    @JvmField val onThread: Array<ThreadCarrier> = all.filterIsInstance<ThreadCarrier>().toTypedArray()
    @JvmField val wrapping: Array<WrappingCarrier> = all.filterIsInstance<WrappingCarrier>().toTypedArray()
    private val isEmpty = all.isEmpty()

    /** What is captured when there is nothing: not made anew at each hand-over. */
    private val nothing = ContextSnapshot(this, arrayOfNulls(onThread.size), wrapped(null), null)

    @Volatile private var extended: Carriers? = null

    /** What these put on a thread and, after them, what [carrier] does. */
    fun and(carrier: ThreadCarrier): Carriers {
        extended?.let { if (it.onThread.last() === carrier) return it }
        return Carriers(onThread.asList() + carrier).also { extended = it }
    }

    /** What there is on the calling thread; null if nobody carries anything. */
    fun capture(): ContextSnapshot? {
        val bound = Bound.current()
        return if (isEmpty) bound?.alone else capture(bound)
    }

    private fun capture(bound: Bound?): ContextSnapshot {
        val values = captured(onThread)
        val around = if (wrapping.isEmpty()) null else captured(wrapping)
        if (values == null && around == null && bound == null) return nothing
        return ContextSnapshot(this, values ?: nothing.values, wrapped(around), bound)
    }

    private fun wrapped(values: Array<Any?>?): Wrapped? =
        if (wrapping.isEmpty()) null else Wrapped(wrapping, values ?: arrayOfNulls(wrapping.size))

    /** What [carriers] find; null if none finds anything. */
    private fun captured(carriers: Array<out ContextCarrier>): Array<Any?>? {
        var found: Array<Any?>? = null
        for (i in carriers.indices) {
            val value = carriers[i].capture() ?: continue
            (found ?: arrayOfNulls<Any?>(carriers.size).also { found = it })[i] = value
        }
        return found
    }

    companion object {
        val NONE: Carriers = Carriers(emptyList())
    }
}

/** Values that are there for the time of a call. */
internal class Wrapped(private val carriers: Array<WrappingCarrier>, private val values: Array<Any?>) {
    /** Runs [body] with all of them; [spoiled] is told of what fails when it is done. */
    fun <R> around(spoiled: (Throwable) -> Unit = { throw it }, body: () -> R): R = around(0, spoiled, body)

    private fun <R> around(index: Int, spoiled: (Throwable) -> Unit, body: () -> R): R {
        if (index == carriers.size) return body()
        val carrier = carriers[index]
        val value = values[index]
        // It is there; or nothing is, and nothing has to be hidden.
        if (carrier.capture() === value) return around(index + 1, spoiled, body)
        val call = Call(carrier) { around(index + 1, spoiled, body) }
        try {
            carrier.bind(value, call)
        } catch (t: Throwable) {
            if (call.hasRun) spoiled(t) else throw t
        }
        return call.result()
    }

    /** What a carrier of a user's is to run: what [body] throws is none of its affairs. */
    private class Call<R>(private val carrier: WrappingCarrier, private val body: () -> R) : Runnable {
        private val thread = Thread.currentThread()
        private var outcome: Result<R>? = null

        val hasRun: Boolean
            get() = outcome != null

        override fun run() {
            check(Thread.currentThread() === thread && outcome == null) {
                "$carrier ran what it was given twice, or on another thread"
            }
            outcome = runCatching(body)
        }

        fun result(): R = checkNotNull(outcome) { "$carrier did not run what it was given" }.getOrThrow()
    }
}
