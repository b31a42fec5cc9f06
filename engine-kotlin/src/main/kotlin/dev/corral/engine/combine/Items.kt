package dev.corral.engine.combine

import dev.corral.engine.combine.kernel.CrewConductor
import dev.corral.engine.combine.kernel.FoundSource
import dev.corral.engine.combine.kernel.IteratorSource
import dev.corral.engine.combine.kernel.Results
import dev.corral.engine.combine.kernel.Source
import dev.corral.engine.combine.kernel.sourceOf
import dev.corral.engine.kernel.ItemRules
import kotlin.coroutines.CoroutineContext

/**
 * Calls [transform] with each of [items], for [limit] of them at once, and returns the results in the order of the
 * items.
 *
 * ```kotlin
 * val found = mapAsync(ids, limit = 8, onProgress = { log.info("${it.done} done") }) { users.find(it) }
 * ```
 *
 * At most [limit] workers, in the caller's context, pull the items: one is read when a worker has nothing else to do,
 * and not before; the iterator is asked by one of them at a time, and must not block. The first failure, of an item or
 * of the iterator, cancels the others, stops the pulling, and is thrown once all have ended; so does a cancellation. An
 * iterator that is [AutoCloseable] is closed in the end. What the items' work did happens-before the return.
 *
 * @param items finite: for endless ones there is [forEachAsync]
 * @param onProgress called after each item, or after several, by one worker at a time
 * @param onUndelivered disposes of each result when there is no whole, on a callback thread
 * @throws IllegalArgumentException if [limit] is less than 1
 */
public suspend fun <A, R> mapAsync(
    items: Iterable<A>,
    limit: Int,
    onProgress: ((Progress) -> Unit)? = null,
    onUndelivered: ((R) -> Unit)? = null,
    transform: suspend (A) -> R,
): List<R> {
    requireLimit(limit)
    val source = sourceOf(items)
    val rules = KotlinRules<A>(null, onProgress, onUndelivered)
    return work("mapAsync", limit, source, Results.inOrderOf(source), rules) { context ->
        beginSuspending(context, transform)
    }
}

/** As [mapAsync], with the results in the order in which they came. */
public suspend fun <A, R> mapAsyncUnordered(
    items: Iterable<A>,
    limit: Int,
    onProgress: ((Progress) -> Unit)? = null,
    onUndelivered: ((R) -> Unit)? = null,
    transform: suspend (A) -> R,
): List<R> {
    requireLimit(limit)
    val rules = KotlinRules<A>(null, onProgress, onUndelivered)
    return work("mapAsyncUnordered", limit, sourceOf(items), Results.AsTheyCome(), rules) { context ->
        beginSuspending(context, transform)
    }
}

/** As [mapAsync], for a [transform] that blocks: it runs, and the items are read, on threads for such. */
public suspend fun <A, R> mapBlocking(
    items: Iterable<A>,
    limit: Int,
    onProgress: ((Progress) -> Unit)? = null,
    onUndelivered: ((R) -> Unit)? = null,
    transform: (A) -> R,
): List<R> {
    requireLimit(limit)
    val source = sourceOf(items)
    val rules = KotlinRules<A>(null, onProgress, onUndelivered)
    return work("mapBlocking", limit, source, Results.inOrderOf(source), rules) { beginBlocking(transform) }
}

/**
 * Calls [action] with each of [items], which may be endless, for [limit] of them at once. Works as [mapAsync] does, and
 * holds on to no item longer than its action runs.
 *
 * @param onError is called with an item whose action failed, and with the failure, which then fails nothing else
 * @param onProgress called after each item, or after several, by one worker at a time
 * @throws IllegalArgumentException if [limit] is less than 1
 */
public suspend fun <A> forEachAsync(
    items: Iterator<A>,
    limit: Int,
    onError: ((A, Throwable) -> Unit)? = null,
    onProgress: ((Progress) -> Unit)? = null,
    action: suspend (A) -> Unit,
) {
    requireLimit(limit)
    forEach(IteratorSource(items), limit, onError, onProgress, action)
}

/** As [forEachAsync] of an iterator. */
public suspend fun <A> forEachAsync(
    items: Iterable<A>,
    limit: Int,
    onError: ((A, Throwable) -> Unit)? = null,
    onProgress: ((Progress) -> Unit)? = null,
    action: suspend (A) -> Unit,
) {
    requireLimit(limit)
    forEach(sourceOf(items), limit, onError, onProgress, action)
}

private suspend fun <A> forEach(
    source: Source<A>,
    limit: Int,
    onError: ((A, Throwable) -> Unit)?,
    onProgress: ((Progress) -> Unit)?,
    action: suspend (A) -> Unit,
) {
    work<A, Any?>("forEachAsync", limit, source, Results.None, KotlinRules<A>(onError, onProgress, null)) { context ->
        beginSuspending(context, action)
    }
}

/**
 * Calls [visit] with each of [roots] and with whatever nodes it returns, and so on, for [limit] of them at once, until
 * none is left: a crawl. The roots are read at once. No node waits for room, so a visitor that finds many cannot stop
 * the ones that would take them. A node that is found twice is visited twice. A failure cancels the others and is
 * thrown once all have ended; so does a cancellation. What the visits did happens-before the return.
 *
 * @throws IllegalArgumentException if [limit] is less than 1
 */
public suspend fun <N> traverse(roots: Iterable<N>, limit: Int, visit: suspend (N) -> Iterable<N>) {
    requireLimit(limit)
    val source = FoundSource(roots)
    work<N, Any?>("traverse", limit, source, Results.None, ItemRules.None) { context ->
        beginSuspending(context) { node ->
            source.add(visit(node))
            grow()
        }
    }
}

private suspend fun <A, R> work(
    name: String,
    limit: Int,
    source: Source<A>,
    results: Results,
    rules: ItemRules,
    beginWorker: CrewConductor<A>.(CoroutineContext) -> Unit,
): R =
    combine(name) { scope, context ->
        CrewConductor(scope, limit, source, results, rules) { it.beginWorker(context) }
    }

/**
 * How far the work on many items has come.
 *
 * ```kotlin
 * fun show(now: Progress) = log.info("${now.done} of ${now.total ?: "?"}, ${now.failed} failed")
 * ```
 *
 * @property done how many have been worked off, those that failed too
 * @property total how many there are; null if that is not known
 * @property failed how many of them failed
 */
public data class Progress(val done: Long, val total: Long?, val failed: Long)

private class KotlinRules<A>(
    private val onError: ((A, Throwable) -> Unit)?,
    private val onProgress: ((Progress) -> Unit)?,
    private val onUndelivered: ((Nothing) -> Unit)?,
) : ItemRules {
    override val handlesFailures
        get() = onError != null

    @Suppress("UNCHECKED_CAST") // one of the items
    override fun failed(item: Any?, error: Throwable) {
        onError?.invoke(item as A, error)
    }

    override val hearsProgress
        get() = onProgress != null

    override fun progressed(done: Long, total: Long, failed: Long) {
        onProgress?.invoke(Progress(done, total.takeIf { it >= 0 }, failed))
    }

    override val disposes
        get() = onUndelivered != null

    @Suppress("UNCHECKED_CAST") // one of the results
    override fun dispose(value: Any?) {
        (onUndelivered as ((Any?) -> Unit)?)?.invoke(value)
    }
}
