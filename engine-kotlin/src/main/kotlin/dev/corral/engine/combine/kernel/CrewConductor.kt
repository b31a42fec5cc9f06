package dev.corral.engine.combine.kernel

import dev.corral.engine.Operation
import dev.corral.engine.TaskCancelledException
import dev.corral.engine.kernel.Conductor
import dev.corral.engine.kernel.FAILS_PARENT
import dev.corral.engine.kernel.ItemRules
import dev.corral.engine.kernel.ProgressTeller
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.SuspendScope
import dev.corral.engine.kernel.disposeAll
import dev.corral.engine.kernel.runInterruptibly
import dev.corral.engine.kernel.unwrap
import java.util.concurrent.CancellationException
import kotlin.coroutines.CoroutineContext

/**
 * Works off the items of a [source], and ends with the [results] when all workers have left. An item that fails, unless
 * the [rules] handle that, fails the whole: the other workers are cancelled, and nothing more is pulled.
 */
internal class CrewConductor<A>(
    scope: Scope,
    limit: Int,
    private val source: Source<A>,
    private val results: Results,
    private val rules: ItemRules,
    private val beginWorker: (CrewConductor<A>) -> Unit,
) : Conductor(scope) {
    private val crew = Crew(scope, limit, source) { beginWorker(this) }
    private val progress = if (rules.hearsProgress) ProgressTeller(source.size.toLong(), rules) else null

    private var hasBegun = false

    init {
        // Until it is certain who closes the source.
        if (source.closing != null) scope.hold()
    }

    override fun begin() {
        hasBegun = true
        crew.muster()
        scope.succeed(null)
    }

    override fun handedOver() {
        if (source.closing == null) return
        if (!hasBegun) crew.close()
        scope.letGo()
    }

    /** Items were added to the source. */
    fun grow() = crew.grow()

    /** Begins a worker with a [step] that suspends, on the dispatcher of [context]. */
    fun beginSuspending(context: CoroutineContext, step: suspend (A) -> Any?) {
        val worker = SuspendingWorker(this, scope, step)
        worker.attachAsPart()
        worker.dispatchBody(context)
    }

    /** Begins a worker with a [step] that blocks, on a thread for such. */
    fun beginBlocking(step: (A) -> Any?) {
        val worker = BlockingWorker(this, scope, step)
        worker.attachAsPart()
        worker.dispatch(scope.engine.blocking)
    }

    fun takePlace(): Place<A> = Place(crew)

    /** Works items off until there is none, as [worker]. */
    inline fun work(worker: Scope, place: Place<A>, step: (A) -> Any?) {
        while (true) {
            val item = place.next() ?: return
            val value =
                try {
                    step(item.value)
                } catch (t: Throwable) {
                    itemFailed(worker, item, t)
                    continue
                }
            results.put(item.index, value)
            progress?.worked(failed = false)
        }
    }

    fun itemFailed(worker: Scope, item: Item<A>, raised: Throwable) {
        if (!rules.handlesFailures || worker.isCancelled || worker.isOurs(raised)) throw raised
        rules.failed(item.value, unwrap(if (worker is SuspendScope<*>) worker.plain(raised) else raised))
        results.skip(item.index)
        progress?.worked(failed = true)
    }

    override fun result(value: Any?): Any? = results.all()

    override val disposes: Boolean
        get() = rules.disposes

    override fun discard() {
        results.all()?.let { disposeAll(it.filterNotNull(), rules::dispose) }
    }
}

/** A worker's place in its crew, left once. */
internal class Place<A>(private val crew: Crew<A>) {
    private var isLeft = false

    /** The next item; null when the worker has to leave. */
    fun next(): Item<A>? {
        val item = crew.pull()
        isLeft = item === Source.END
        @Suppress("UNCHECKED_CAST") // what the sources make
        return if (isLeft) null else item as Item<A>
    }

    /** The worker has ended, in whatever way. */
    fun ended() {
        if (!isLeft) crew.lost()
    }
}

private class SuspendingWorker<A>(
    private val conductor: CrewConductor<A>,
    scope: Scope,
    private val step: suspend (A) -> Any?,
) : Operation<Unit>(scope, "worker of '${scope.name()}'", FAILS_PARENT, block = {}) {
    private val place = conductor.takePlace()

    override suspend fun body() = conductor.work(this, place) { step(it) }

    override fun ended() {
        super.ended()
        place.ended()
    }
}

private class BlockingWorker<A>(
    private val conductor: CrewConductor<A>,
    private val crewScope: Scope,
    private val step: (A) -> Any?,
) : Scope(crewScope, FAILS_PARENT) {
    private val place = conductor.takePlace()

    override fun begin() = runInterruptibly { conductor.work(this, place, step) }

    override fun name() = "worker of '${crewScope.name()}'"

    override fun newCancellation(message: String, cause: Throwable?, traced: Boolean): CancellationException =
        TaskCancelledException(name(), message, cause, traced)

    override fun ended() = place.ended()
}
