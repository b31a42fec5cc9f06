package dev.corral.engine.stream.kernel

import dev.corral.engine.Operation
import dev.corral.engine.kernel.Ambient
import dev.corral.engine.kernel.DAEMON
import dev.corral.engine.kernel.LeakRecord
import dev.corral.engine.kernel.Listener
import dev.corral.engine.kernel.Waiting
import dev.corral.engine.kernel.WaitingForScope
import dev.corral.engine.kernel.listen
import dev.corral.engine.kernel.onDispatcher
import dev.corral.engine.kernel.result
import dev.corral.engine.kernel.within
import dev.corral.engine.kernel.wrapped
import java.util.concurrent.atomic.AtomicReference
import java.util.concurrent.locks.LockSupport
import kotlin.coroutines.Continuation
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.intrinsics.COROUTINE_SUSPENDED
import kotlin.coroutines.intrinsics.suspendCoroutineUninterceptedOrReturn
import kotlin.coroutines.resume
import kotlin.coroutines.resumeWithException
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Delay
import kotlinx.coroutines.InternalCoroutinesApi
import kotlinx.coroutines.Job
import kotlinx.coroutines.currentCoroutineContext

/**
 * A run of [source] that a thread drives, an element at a time: a generator.
 *
 * Between two elements the coroutine of the run stands in `emit`, with the element in [slot] and its continuation in
 * [parked]. Whoever takes that continues it:
 * - the thread that wants the next element, in place: as long as nothing in the pipeline really suspends, no other
 *   thread is involved. If something does, what is dispatched comes back to this thread, which waits for it.
 * - a cancellation, on a worker: the thread may never come again.
 *
 * What is dispatched while no thread is waiting here, such as what the tasks beside the pipeline do, goes to workers.
 * The run is a daemon of the task that began it: it is cancelled at the latest when that task's body is done.
 */
public class PulledRun<T>(private val source: Source<T>, name: String) {
    private val operation: Operation<Unit> = Run(name)
    private val slot = AtomicReference<T?>()
    private val parked = AtomicReference<Continuation<Demand>?>()
    private val hand = if (operation.engine.isTimeVirtual) TimedHand() else Hand()

    // Of the thread that pulls.
    private var isBegun = false
    private var isTold = false
    @Volatile private var isClosed = false

    init {
        operation.attachToLiving()
    }

    /** Its name. */
    internal val name: String
        get() = operation.name()

    /** Has [record], by which the user's form of this is tracked, end with the run. */
    internal fun endWith(record: LeakRecord) {
        operation.listen(Listener { record.end() })
    }

    /** Whether there is another element; runs the pipeline up to it. Throws as `join` does if the run failed. */
    public fun hasNext(): Boolean {
        if (slot.get() != null) return true
        check(!isClosed) { "'${operation.name()}' is closed" }
        if (!operation.hasEnded) pull()
        if (slot.get() != null) return true
        operation.observe()
        isTold = true
        operation.result<Unit>(::wrapped)
        return false
    }

    /** The element that [hasNext] found. */
    public fun next(): T {
        while (hasNext()) {
            val element = slot.getAndSet(null)
            if (element != null) return element
        }
        throw NoSuchElementException("'${operation.name()}' has no more elements")
    }

    /** Cancels the run and waits for its end, whatever happens meanwhile; throws a failure that nobody was told. */
    public fun close() {
        if (isClosed) return
        hand.refuseInside()
        isClosed = true
        operation.cancel()
        WaitingForScope(operation).awaitTheEnd()
        operation.observe()
        if (!isTold) operation.failure()?.let { throw wrapped(it) }
    }

    private fun pull() {
        hand.open()
        try {
            if (isBegun) {
                parked.getAndSet(null)?.let { next -> operation.within { next.resume(Demand.MORE) } }
            } else {
                isBegun = true
                operation.listen(Listener { hand.wake() })
                operation.launchHere(operation.onDispatcher(hand))
            }
            while (!isOver()) {
                val block = hand.poll()
                if (block != null) block.run() else hand.Pause().await()
            }
        } finally {
            hand.close()
        }
    }

    private fun isOver() = slot.get() != null || operation.hasEnded

    @OptIn(InternalCoroutinesApi::class)
    private suspend fun run() {
        val drops = source.drops()
        val job = checkNotNull(currentCoroutineContext()[Job])
        job.invokeOnCompletion(onCancelling = true) {
            parked.getAndSet(null)?.let { abandoned ->
                val cause = job.getCancellationException()
                operation.engine.workers.execute { operation.within { abandoned.resumeWithException(cause) } }
            }
        }
        try {
            source.run(Slot(job))
        } catch (t: Throwable) {
            slot.getAndSet(null)?.let { drops?.drop(it) }
            throw t
        }
    }

    @OptIn(InternalCoroutinesApi::class)
    private inner class Slot(private val job: Job) : Sink<T>() {
        override suspend fun emit(element: T): Demand = suspendCoroutineUninterceptedOrReturn { next ->
            slot.set(element)
            parked.set(next)
            // Of a cancellation that came before there was anybody to be told.
            if (!job.isActive && parked.compareAndSet(next, null)) throw job.getCancellationException()
            hand.wake()
            COROUTINE_SUSPENDED
        }
    }

    /** Runs, in part, where no dispatcher sees to what the thread is given. */
    private inner class Run(name: String) : Operation<Unit>(Ambient.parent(), name, DAEMON, block = { run() }) {
        override val installsElements: Boolean
            get() = true
    }

    /** Has what is dispatched run by the thread that pulls, or else by workers. */
    private open inner class Hand : CoroutineDispatcher() {
        private val blocks = ArrayDeque<Runnable>()

        /** Who pulls. */
        @Volatile private var thread: Thread? = null

        override fun dispatch(context: CoroutineContext, block: Runnable) {
            val isTaken =
                synchronized(blocks) {
                    if (thread != null) blocks.addLast(block)
                    thread != null
                }
            if (isTaken) wake() else operation.engine.workers.execute(block)
        }

        fun open() {
            synchronized(blocks) {
                check(thread == null) { "'${operation.name()}' is asked for two elements at once" }
                thread = Thread.currentThread()
            }
        }

        fun close() {
            val rest =
                synchronized(blocks) {
                    thread = null
                    blocks.toList().also { blocks.clear() }
                }
            rest.forEach(operation.engine.workers::execute)
        }

        fun refuseInside() {
            check(thread !== Thread.currentThread()) { "'${operation.name()}' cannot be closed from inside of it" }
        }

        fun poll(): Runnable? = synchronized(blocks) { blocks.removeFirstOrNull() }

        fun wake() {
            val waiting = thread
            if (waiting != null && waiting !== Thread.currentThread()) LockSupport.unpark(waiting)
        }

        private fun hasBlocks() = synchronized(blocks) { blocks.isNotEmpty() }

        override fun toString() = "Corral.iterator"

        inner class Pause : Waiting() {
            override val isOver: Boolean
                get() = isOver() || hasBlocks()

            override val subject: String
                get() = "'${operation.name()}'"

            override fun subscribe(thread: Thread): Any = thread

            override fun unsubscribe(subscription: Any?) {}
        }
    }

    /** The same, where coroutines do not go by real time. */
    @OptIn(InternalCoroutinesApi::class)
    private inner class TimedHand : Hand(), Delay by operation.engine.workersDispatcher as Delay
}
