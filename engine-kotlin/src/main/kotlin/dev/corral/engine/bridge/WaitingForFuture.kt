package dev.corral.engine.bridge

import dev.corral.engine.kernel.Waiting
import java.util.concurrent.CompletableFuture

/** A thread that waits for [future], which is derived from one of ours and wakes [waiters] when it is done. */
public class WaitingForFuture(private val future: CompletableFuture<*>, private val waiters: MutableSet<Thread>) :
    Waiting() {
    override val isOver: Boolean
        get() = future.isDone

    override val subject: String
        get() = future.toString()

    override fun subscribe(thread: Thread): Any = thread.also(waiters::add)

    override fun unsubscribe(subscription: Any?) {
        waiters.remove(subscription)
    }
}
