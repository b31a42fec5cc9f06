package dev.corral.engine.bridge

import dev.corral.engine.kernel.Wait
import dev.corral.engine.testing.Sequencer
import java.time.Duration
import java.util.concurrent.Callable
import kotlin.time.toKotlinDuration

/** The room `testing` for the façade: the steps of a [Sequencer] as something to wait for. */
public object Steps {
    @JvmStatic
    public fun sequencer(name: String?, limit: Duration): Sequencer = Sequencer(name, limit.toKotlinDuration())

    /** The wait for [step]. */
    @JvmStatic public fun reaching(sequencer: Sequencer, step: Int): Wait<Unit> = sequencer.reaching(step)

    @JvmStatic
    @Throws(Exception::class)
    public fun step(sequencer: Sequencer, step: Int, action: Callable<*>) {
        sequencer.stepBlocking(step) { action.call() }
    }
}
