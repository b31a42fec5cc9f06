package dev.corral.engine.bridge

import dev.corral.engine.testing.VirtualTime
import java.time.Duration
import java.util.concurrent.Callable
import kotlin.time.toJavaDuration
import kotlin.time.toKotlinDuration

/** The room `testing` for the façade. */
public object Times {
    /** Runs [body] as code of the test of [time]. */
    @JvmStatic
    @Throws(Exception::class)
    public fun <T> call(time: VirtualTime, body: Callable<T>): T = time.call(body::call)

    /** The same, for what may throw anything. */
    @JvmStatic
    @Throws(Throwable::class)
    public fun <T> proceed(time: VirtualTime, body: TestBody<T>): T = time.call(body::run)

    @JvmStatic public fun elapsed(time: VirtualTime): Duration = time.elapsed.toJavaDuration()

    @JvmStatic
    @Throws(InterruptedException::class)
    public fun advanceBy(time: VirtualTime, duration: Duration): Unit = time.advanceBy(duration.toKotlinDuration())

    @JvmStatic
    @Throws(InterruptedException::class)
    public fun advanceTo(time: VirtualTime, elapsed: Duration): Unit = time.advanceTo(elapsed.toKotlinDuration())

    /** What lets the time go on. */
    @JvmStatic public fun standStill(time: VirtualTime): Runnable = Runnable(time.standStill()::close)

    @JvmStatic @Throws(InterruptedException::class) public fun settle(time: VirtualTime): Unit = time.settle()
}

/** Code of a test. */
public fun interface TestBody<T> {
    @Throws(Throwable::class) public fun run(): T
}
