package dev.corral.engine.stream.kernel

import dev.corral.engine.Operation
import dev.corral.engine.kernel.Conductor
import dev.corral.engine.kernel.INLINE
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.workersContext

/** Runs a stream, [run], as the one part of an operation, on a worker; ends as it does. */
internal class RunConductor<R>(
    scope: Scope,
    private val disposal: Disposal<R>? = null,
    private val run: suspend () -> R,
) : Conductor(scope) {
    private var part: Part? = null

    override fun begin() {
        val run = Part()
        if (!run.attachAsPart()) return
        part = run
        run.dispatchBody(run.workersContext())
    }

    override val restsOnParts: Boolean
        get() = true

    override fun ended(index: Int, part: Scope) = endAs(part)

    override val disposes: Boolean
        get() = disposal != null

    @Suppress("UNCHECKED_CAST") // what run returned
    override fun discard() {
        val value = part?.value() ?: return
        disposal?.dispose(value as R)
    }

    private inner class Part : Operation<R>(scope, "run of '${scope.name()}'", INLINE, block = { run() }) {
        override fun newCancellation(message: String, cause: Throwable?, traced: Boolean) =
            this@RunConductor.scope.cancellationOfItsKind(message, cause, traced)

        override fun ended() {
            super.ended()
            tell(0, this)
        }
    }
}
