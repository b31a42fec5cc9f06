@file:JvmName("Batches")

package dev.corral.engine.stream.kernel

/** Lists of [size] elements, the last one of what is left; a failure comes after the elements before it. */
public fun <T> batch(upstream: Source<T>, size: Int): Source<List<T>> {
    require(size >= 1) { "size: $size is less than 1" }
    return BatchSource(upstream, size)
}

private class BatchSource<T>(private val upstream: Source<T>, private val size: Int) : Source<List<T>>() {
    override val disposal: Disposal<List<T>>?
        get() = upstream.disposal?.let(::EachDisposal)

    override suspend fun run(sink: Sink<List<T>>) {
        val watched = WatchedSink(sink)
        val batches = BatchSink(watched, size)
        try {
            upstream.run(batches)
        } catch (t: Throwable) {
            if (watched.hasFailed || isOwnCancellation(t)) {
                upstream.drops()?.let { batches.rest().forEach(it::drop) }
            } else {
                beforeFailing(t) { batches.flush() }
            }
            throw t
        }
        batches.flush()
    }

    private class BatchSink<T>(private val down: Sink<List<T>>, private val size: Int) : Sink<T>() {
        private var batch = ArrayList<T>(minOf(size, LARGEST_START))
        private var isOpen = true

        override suspend fun emit(element: T): Demand {
            batch.add(element)
            return if (batch.size < size) Demand.MORE else emitBatch()
        }

        suspend fun flush() {
            if (isOpen && batch.isNotEmpty()) down.emit(rest())
        }

        private suspend fun emitBatch(): Demand {
            val answer = down.emit(rest())
            if (answer === Demand.ENOUGH) isOpen = false
            return answer
        }

        fun rest(): List<T> = batch.also { batch = ArrayList(minOf(size, LARGEST_START)) }
    }
}

/** No more room than this is set aside for a batch that nobody may fill. */
internal const val LARGEST_START = 1024
