package dev.corral.engine.bridge

import dev.corral.engine.kernel.Ambient
import dev.corral.engine.kernel.FOREVER
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.WaitingForScope
import dev.corral.engine.kernel.result
import dev.corral.engine.kernel.unwrap
import dev.corral.engine.kernel.wrapped
import dev.corral.engine.kernel.wrappedForGet
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CompletionException
import java.util.concurrent.ExecutionException
import java.util.concurrent.TimeoutException
import java.util.function.Supplier

/** What the façade's waiting methods are one line of: threads that wait for scopes, and results as Java throws them. */
public object Joining {
    /** Waits until [scope] has ended and returns its value, or throws as [CompletableFuture.join] does. */
    @JvmStatic
    public fun <T> join(scope: Scope): T {
        WaitingForScope(scope, looks = true).await()
        return joined(scope)
    }

    /** Waits for [scope] as `get` does. */
    @JvmStatic
    @Throws(InterruptedException::class)
    public fun awaitInterruptibly(scope: Scope) {
        WaitingForScope(scope, looks = true).awaitInterruptibly()
    }

    /** Waits for [scope], for [nanos] at most. */
    @JvmStatic
    @Throws(InterruptedException::class, TimeoutException::class)
    public fun awaitInterruptibly(scope: Scope, nanos: Long) {
        WaitingForScope(scope, looks = true).awaitInterruptibly(nanos, scope.engine.clock)
    }

    /** Waits for the end of [scope], whatever happens meanwhile. */
    @JvmStatic
    public fun awaitTheEnd(scope: Scope) {
        WaitingForScope(scope).awaitTheEnd()
    }

    /** As [awaitTheEnd], for a group that is being closed: says so once if that takes long. */
    @JvmStatic
    public fun awaitClosing(group: Scope) {
        val engine = group.engine
        if (engine.slowClose == FOREVER) awaitTheEnd(group)
        else WaitingForScope(group).awaitTheEnd(engine.slowClose, engine.clock) { engine.reportSlowClose(group) }
    }

    /** Waits for the end of [scope], which the caller answers for; returns its value or throws its failure itself. */
    @JvmStatic
    @Throws(Exception::class)
    public fun <T> awaitOwn(scope: Scope): T {
        WaitingForScope.awaitOwn(scope)
        return plain(scope)
    }

    /** As [awaitOwn], for a wait, which fails with nothing that a caller would have to declare. */
    @JvmStatic
    @Throws(InterruptedException::class)
    public fun <T> awaitGrant(scope: Scope): T {
        WaitingForScope.awaitOwn(scope)
        return scope.result()
    }

    /**
     * Waits for the end of [group], as [awaitOwn] does; in a cancelled task throws, though the group may have ended
     * well.
     */
    @JvmStatic
    @Throws(Exception::class)
    public fun joinOrThrow(group: Scope) {
        awaitOwn<Any?>(group)
        Bridge.checkpoint()
    }

    /** As [joinOrThrow], answering as [join] does, an interrupt kept for later. */
    @JvmStatic
    public fun joinGroup(group: Scope) {
        try {
            WaitingForScope.awaitOwn(group)
        } catch (_: InterruptedException) {
            Thread.currentThread().interrupt()
        }
        joined<Any?>(group)
        Bridge.checkpoint()
    }

    /** The value of [scope], which has ended, or what [CompletableFuture.join] throws for it. */
    @JvmStatic public fun <T> joined(scope: Scope): T = scope.result(::wrapped)

    /** The value of [scope], which has ended, or what [CompletableFuture.get] throws for it. */
    @JvmStatic @Throws(ExecutionException::class) public fun <T> got(scope: Scope): T = scope.result(::wrappedForGet)

    /** The value of [scope], which has ended, or its failure or cancellation itself. */
    @JvmStatic @Throws(Exception::class) public fun <T> plain(scope: Scope): T = scope.result()

    /** What [join] of a future that is done returns, or its failure itself. */
    @JvmStatic
    @Throws(Exception::class)
    public fun <T> plain(join: Supplier<T>): T =
        try {
            join.get()
        } catch (e: CompletionException) {
            throw unwrap(e)
        }

    /** The failure itself with which [join] of a failed future answers. */
    @JvmStatic
    public fun failureOf(join: Supplier<*>): Throwable =
        try {
            join.get()
            error("the future did not fail")
        } catch (e: CompletionException) {
            unwrap(e)
        }

    /** Refuses to wait for [scope] from inside of it. */
    @JvmStatic
    public fun refuseInside(scope: Scope) {
        WaitingForScope.refuseInside(Ambient.current(), scope)
    }
}
