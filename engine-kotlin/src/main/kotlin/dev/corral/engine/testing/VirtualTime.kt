package dev.corral.engine.testing

import dev.corral.engine.TaskCancelledException
import dev.corral.engine.TaskScope
import dev.corral.engine.kernel.CountedPlace
import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.EngineOptions
import dev.corral.engine.kernel.FOREVER
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.WaitingForScope
import dev.corral.engine.kernel.after
import dev.corral.engine.kernel.liveChildren
import dev.corral.engine.kernel.within
import dev.corral.engine.operationOnThisThread
import java.util.concurrent.CompletionStage
import java.util.concurrent.TimeUnit.SECONDS
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.atomic.AtomicReference
import kotlin.time.Duration
import kotlin.time.Duration.Companion.nanoseconds

/**
 * Time for tests: it stands still while anything runs, and when everything waits it jumps to where something happens
 * next; or it is moved by hand. An hour of retries takes milliseconds, and takes exactly an hour by this clock.
 *
 * ```kotlin
 * VirtualTime().use { time ->
 *     time.call { shelf.refresh() } // whatever it times out, retries, sleeps
 *     assertThat(time.elapsed).isEqualTo(90.minutes)
 * }
 * ```
 *
 * **Code of the test** is what [call] runs: it is a task, on the thread that calls, and everything of Corral's that it
 * begins goes by this clock: time-outs, deadlines, retries, streams, [dev.corral.engine.interop.sleepBlocking], and in
 * coroutines on Corral's workers kotlinx's own `delay` and `withTimeout`.
 *
 * **What waits** is what waits through Corral. What blocks in another way, for a file, a latch, a lock of the JDK's, is
 * at work: time stands still until it goes on. Threads, dispatchers and stages of others are unknown here, and time
 * does not wait for them unless it is told to: see [standStill].
 *
 * **Moved by hand**, time moves in [advanceBy], [advanceTo] and [settle] alone, which return when everything that was
 * due has been done and all is at rest. They may be called otherwise too.
 *
 * **A test that is stuck**, in which everything waits and no timer is set, is not left hanging: its task is cancelled,
 * and [call] throws an [AssertionError] that says who waits for what.
 *
 * Timers that are due at the same time fire in the order in which they were set, one after the other: what one brings
 * about has been done before the next one. Threads that sleep until then wake with the first of them. Otherwise bodies
 * run beside each other, as they always do.
 *
 * [close] it: that fails with what the test left running. Safe for use by many threads.
 *
 * @param byHand whether time is only moved by hand
 */
public class VirtualTime internal constructor(byHand: Boolean, patienceNanos: Long) : AutoCloseable {
    /** Time that jumps when everything waits, unless it is moved [byHand]. */
    @JvmOverloads public constructor(byHand: Boolean = false) : this(byHand, SECONDS.toNanos(PATIENCE_SECONDS))

    private val clock = VirtualClock(patienceNanos, ::stuck)
    private val engine = Engine(EngineOptions(clock = clock))
    private val test = TestScope(engine)
    private val report = AtomicReference<String?>()
    private val isClosed = AtomicBoolean()

    init {
        test.attachToLiving()
        test.claimForCaller()
        clock.jumps = !byHand
        clock.start()
    }

    /**
     * Runs [body], which may block, on this thread as code of the test. What it begins may go on after that.
     *
     * @throws AssertionError if everything waits, and nothing will ever end that
     * @throws IllegalStateException if this was closed
     * @throws Throwable the failure of [body], the same instance
     */
    public fun <T> call(body: () -> T): T {
        check(!isClosed.get()) { "$this is closed" }
        clock.enter()
        val value =
            try {
                CountedPlace(clock).hold { test.within(body) }
            } catch (t: Throwable) {
                throw report.get()?.let { AssertionError(it).apply { addSuppressed(t) } } ?: t
            } finally {
                clock.leave()
            }
        report.get()?.let { throw AssertionError(it) }
        return value
    }

    /** How much time has passed by this clock. */
    public val elapsed: Duration
        get() = clock.now().nanoseconds

    /**
     * Moves the time on by [duration], and blocks until everything that was due by then has been done and all is at
     * rest: what runs on, for what is outside of Corral, is waited for. Zero only does what is due.
     *
     * @throws IllegalArgumentException if [duration] is negative
     * @throws InterruptedException if this thread is interrupted
     * @throws java.util.concurrent.CancellationException if the current task was cancelled
     */
    public fun advanceBy(duration: Duration) {
        require(!duration.isNegative()) { "duration: $duration is negative" }
        moveTo(clock.after(duration.inWholeNanoseconds))
    }

    /**
     * As [advanceBy], until so much time has [elapsed] since the beginning.
     *
     * @throws IllegalArgumentException if that is in the past
     * @throws InterruptedException if this thread is interrupted
     */
    public fun advanceTo(elapsed: Duration) {
        val target = elapsed.inWholeNanoseconds
        require(target >= clock.now()) { "elapsed: $elapsed is in the past, it is ${this.elapsed} now" }
        moveTo(target)
    }

    /**
     * Blocks until everything that runs has come to rest, without moving the time.
     *
     * @throws InterruptedException if this thread is interrupted
     */
    public fun settle(): Unit = moveTo(clock.now())

    private fun moveTo(target: Long) {
        require(target != FOREVER) { "the time would not end" }
        check(!isClosed.get()) { "$this is closed" }
        val move = Move(target)
        clock.begin(move)
        try {
            move.awaitInterruptibly()
        } finally {
            clock.withdraw(move)
        }
    }

    /**
     * Has the time stand still until what this returns is closed: for what goes on outside of Corral and takes real
     * time. Closing it twice does nothing.
     */
    public fun standStill(): AutoCloseable {
        clock.begun()
        val isOver = AtomicBoolean()
        return AutoCloseable { if (isOver.compareAndSet(false, true)) clock.ended() }
    }

    /** As [standStill], until [stage] is done; returns [stage]. For one that only something outside completes. */
    public fun <S : CompletionStage<*>> standStillUntil(stage: S): S {
        val held = standStill()
        stage.whenComplete { _, _ -> held.close() }
        return stage
    }

    /**
     * Ends the test: lets what runs come to rest without moving the time, and fails if anything has not ended then.
     * That is cancelled, and its end waited for. A second call does nothing.
     *
     * @throws AssertionError with the names of what was left running
     */
    override fun close() {
        if (!isClosed.compareAndSet(false, true)) return
        val left = rest()
        clock.close()
        engine.shutdown()
        // What a stuck test leaves is no news.
        if (left.isNotEmpty() && report.get() == null) {
            throw AssertionError("left behind by the test:" + left.joinToString("") { "\n  $it" })
        }
    }

    /** Ends what there is; returns what should have ended by itself. */
    private fun rest(): List<String> {
        clock.awaitRest()
        val left = notEnded() + clock.idleNow()
        if (left.isNotEmpty()) {
            engine.root.liveChildren().forEach { it.cancel() }
            // Their clean-ups may take time.
            clock.end()
        }
        test.succeed(null)
        WaitingForScope(test).awaitTheEnd()
        clock.awaitRest()
        return left
    }

    private fun notEnded(): List<String> =
        linesOf(engine.root.liveChildren().filter { it !== test } + test.liveChildren()) {
            "'${it.name()}' has not ended"
        }

    private fun stuck(who: List<String>) {
        val message =
            "stuck at $elapsed: everything waits, and " +
                (if (clock.jumps) "no timer is set" else "the time is moved by hand, which nobody does") +
                (who + notEnded()).joinToString("") { "\n  $it" }
        if (report.compareAndSet(null, message)) test.cancel()
    }

    override fun toString(): String = "VirtualTime[$elapsed]"

    private companion object {
        /** In real time; nothing that ends well waits for it. */
        const val PATIENCE_SECONDS = 2L
    }
}

/**
 * Runs [body] as a test in [VirtualTime] of its own, on this thread and Corral's workers, and closes that.
 *
 * ```kotlin
 * virtualTime { time ->
 *     val end = runCatching { failAfter(1.hours) { awaitCancellation() } }
 *     assertThat(end.exceptionOrNull()).isInstanceOf(TimeoutException::class.java)
 *     assertThat(time.elapsed).isEqualTo(1.hours)
 * }
 * ```
 */
public fun <T> virtualTime(byHand: Boolean = false, body: suspend TaskScope.(VirtualTime) -> T): T =
    VirtualTime(byHand).use { time -> time.call { operationOnThisThread("body") { body(time) } } }

/** The test: the task whose code it is. */
internal class TestScope(engine: Engine) : Scope(engine.root, 0) {
    override fun begin() = error("the test has no body")

    override fun name() = "test"

    override fun newCancellation(message: String, cause: Throwable?, traced: Boolean) =
        TaskCancelledException(name(), message, cause, traced)
}
