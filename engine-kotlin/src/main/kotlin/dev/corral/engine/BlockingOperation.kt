package dev.corral.engine

import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.runInterruptibly
import java.util.concurrent.CancellationException

/** A body that blocks its thread, as a scope. */
internal class BlockingOperation<T>(parent: Scope, private val name: String?, bits: Int, private val body: () -> T) :
    Scope(parent, bits) {
    override fun begin() = runInterruptibly(body)

    override fun name(): String = name ?: unnamed("task")

    override fun newCancellation(message: String, cause: Throwable?): CancellationException =
        TaskCancelledException(name(), message, cause)
}
