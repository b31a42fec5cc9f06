package dev.corral.engine.bridge

import dev.corral.engine.combine.kernel.CompletionConductor
import dev.corral.engine.combine.kernel.CompletionWords
import dev.corral.engine.combine.kernel.CrewConductor
import dev.corral.engine.combine.kernel.FoundSource
import dev.corral.engine.combine.kernel.GatherConductor
import dev.corral.engine.combine.kernel.IteratorSource
import dev.corral.engine.combine.kernel.QuorumConductor
import dev.corral.engine.combine.kernel.RaceConductor
import dev.corral.engine.combine.kernel.RaceWords
import dev.corral.engine.combine.kernel.Results
import dev.corral.engine.combine.kernel.RetryConductor
import dev.corral.engine.combine.kernel.SettledWords
import dev.corral.engine.combine.kernel.WaitConductor
import dev.corral.engine.combine.kernel.WaitWords
import dev.corral.engine.combine.kernel.sourceOf
import dev.corral.engine.kernel.Conductor
import dev.corral.engine.kernel.ItemRules
import dev.corral.engine.kernel.Parts
import dev.corral.engine.kernel.RetryRules
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.Step
import dev.corral.engine.kernel.await
import dev.corral.engine.kernel.workersContext
import kotlin.coroutines.CoroutineContext

/** The room `combine` for the façade: what conducts the scope of each of its operations. */
public object Combining {
    /** A race; [words] are null for one whose value is enough. */
    @JvmStatic
    public fun race(scope: Scope, parts: Parts, words: RaceWords?): Conductor = RaceConductor(scope, parts, words)

    /** The first value. */
    @JvmStatic
    public fun firstSuccess(scope: Scope, parts: Parts): Conductor =
        QuorumConductor(scope, parts, 1, QuorumConductor.NO_DELAY, isList = false)

    /** The first [needed] values. */
    @JvmStatic
    public fun quorum(scope: Scope, parts: Parts, needed: Int): Conductor =
        QuorumConductor(scope, parts, needed, QuorumConductor.NO_DELAY, isList = true)

    /** The first value of parts that begin one after the other, [delay] nanoseconds apart. */
    @JvmStatic
    public fun hedge(scope: Scope, parts: Parts, delay: Long): Conductor =
        QuorumConductor(scope, parts, 1, delay, isList = false)

    /** All values, or, with [words], how each of them ended. */
    @JvmStatic
    public fun gather(scope: Scope, parts: Parts, limit: Int, words: SettledWords?): Conductor =
        GatherConductor(scope, parts, limit, words)

    /** One part after the other, until the [rules] are content. */
    @JvmStatic
    public fun retry(scope: Scope, parts: Parts, rules: RetryRules): Conductor = RetryConductor(scope, parts, rules)

    /** How each of them ended, as they do. */
    @JvmStatic
    public fun completions(scope: Scope, parts: Parts, limit: Int, words: CompletionWords): CompletionConductor =
        CompletionConductor(scope, parts, limit, words)

    /** What ends [waiter] with the next outcome of [completions], which are the user's as [stream]. */
    @JvmStatic
    public fun next(waiter: Scope, completions: CompletionConductor, stream: Any): CompletionConductor.Next =
        completions.waiting(waiter, stream)

    /** Which parts ended first, [needed] of them, in whatever way. */
    @JvmStatic
    public fun wait(scope: Scope, parts: Parts, needed: Int, words: WaitWords): Conductor =
        WaitConductor(scope, parts, needed, words)

    /** What [step] makes of each of [items], in their order or as it comes. */
    @JvmStatic
    public fun map(
        scope: Scope,
        items: Iterable<*>,
        limit: Int,
        isOrdered: Boolean,
        rules: ItemRules,
        step: Step,
    ): Conductor {
        val source = sourceOf(items)
        val results = if (isOrdered) Results.inOrderOf(source) else Results.AsTheyCome()
        return CrewConductor(scope, limit, source, results, rules) { it.beginSuspending(workers(scope), step::await) }
    }

    /** As [map], in order, on threads that [step] may block. */
    @JvmStatic
    public fun mapBlocking(scope: Scope, items: Iterable<*>, limit: Int, rules: ItemRules, step: Step): Conductor {
        val source = sourceOf(items)
        return CrewConductor(scope, limit, source, Results.inOrderOf(source), rules) { it.beginBlocking(step::apply) }
    }

    /** Calls [step] with each of [items]. */
    @JvmStatic
    public fun forEach(scope: Scope, items: Iterable<*>, limit: Int, rules: ItemRules, step: Step): Conductor =
        CrewConductor(scope, limit, sourceOf(items), Results.None, rules) {
            it.beginSuspending(workers(scope), step::await)
        }

    /** Calls [step] with each of [items], which may be endless. */
    @JvmStatic
    public fun forEach(scope: Scope, items: Iterator<*>, limit: Int, rules: ItemRules, step: Step): Conductor =
        CrewConductor(scope, limit, IteratorSource(items), Results.None, rules) {
            it.beginSuspending(workers(scope), step::await)
        }

    /** Calls [step], which returns more of them, with each of [roots] and of what it returned. */
    @JvmStatic
    public fun traverse(scope: Scope, roots: Iterable<*>, limit: Int, step: Step): Conductor {
        val source = FoundSource<Any?>(roots)
        return CrewConductor(scope, limit, source, Results.None, ItemRules.None) { crew ->
            crew.beginSuspending(workers(scope)) { node ->
                val found = step.await(node) ?: throw NullPointerException("traverse: no nodes, but null, for '$node'")
                source.add(found as Iterable<*>)
                crew.grow()
            }
        }
    }

    private fun workers(scope: Scope): CoroutineContext = scope.workersContext()
}
