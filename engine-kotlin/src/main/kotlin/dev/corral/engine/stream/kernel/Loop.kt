package dev.corral.engine.stream.kernel

import kotlin.coroutines.Continuation
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.coroutineContext
import kotlin.coroutines.intrinsics.COROUTINE_SUSPENDED
import kotlin.coroutines.intrinsics.suspendCoroutineUninterceptedOrReturn
import kotlin.coroutines.jvm.internal.CoroutineStackFrame
import kotlinx.coroutines.Job
import kotlinx.coroutines.ensureActive

/*
 * What emits elements in a loop, and what looks at the answer to each, costs more than the work on the elements if it
 * is written as a plain suspend function. The compiler makes a state machine of it: the loop can be entered in the
 * middle, which keeps a JIT from improving it, and stores its variables into the heap before each call; and whatever
 * does something after its call begins with a new continuation, for every element, although nothing suspends.
 *
 * Both forms here rest on what the compiler's own code rests on: a call that did not suspend has not kept the
 * continuation that it was given, so the next call can be given the same one. kotlinx's SafeCollector does so too.
 */

/**
 * `Sink.emit` as it is compiled: answers now, or returns [COROUTINE_SUSPENDED] and gives the continuation the answer.
 */
@Suppress("UNCHECKED_CAST")
internal val emitOrSuspend = Sink<Any?>::emit as (Sink<*>, Any?, Continuation<Demand>) -> Any?

/** One run of a source that emits in a loop: a plain one, left and begun again only when the sink really suspends. */
internal abstract class Loop<T>(private val sink: Sink<T>) {
    /** The next element; null if there is none. */
    protected abstract fun next(): T?

    suspend fun run() {
        val job = coroutineContext[Job]
        do {
            val answer = suspendCoroutineUninterceptedOrReturn { emitAll(job, it) }
        } while (answer === Demand.MORE)
    }

    private fun emitAll(job: Job?, resumed: Continuation<Demand>): Any? {
        while (true) {
            job?.ensureActive()
            val element = next() ?: return Demand.ENOUGH
            val answer = emitOrSuspend(sink, element, resumed)
            if (answer !== Demand.MORE) return answer
        }
    }
}

/**
 * Makes calls, one after the other, and looks at what comes back: as an operator does that must do so for every
 * element. It is itself the continuation of every call.
 */
internal abstract class Relay<A, B> : Continuation<A>, CoroutineStackFrame {
    internal lateinit var caller: Continuation<B>

    /** What to return when the call returned [answer]. */
    abstract fun answered(answer: A): B

    /** The call threw [error], which will be thrown. */
    open fun failed(error: Throwable) {}

    /** Makes [call], which answers its continuation an A, or does so at once. */
    suspend inline fun relay(crossinline call: (Continuation<A>) -> Any?): B = suspendCoroutineUninterceptedOrReturn {
        caller = it
        val answer =
            try {
                call(this)
            } catch (t: Throwable) {
                failed(t)
                throw t
            }
        @Suppress("UNCHECKED_CAST") // what call answers
        if (answer === COROUTINE_SUSPENDED) answer else answered(answer as A)
    }

    final override fun resumeWith(result: Result<A>) {
        result.exceptionOrNull()?.let(::failed)
        caller.resumeWith(result.mapCatching(::answered))
    }

    final override val context: CoroutineContext
        get() = caller.context

    final override val callerFrame: CoroutineStackFrame?
        get() = caller as? CoroutineStackFrame

    final override fun getStackTraceElement(): StackTraceElement? = null
}
