package dev.corral.engine.combine.kernel

import java.util.Collections

/** Where a crew puts what its items come to. */
internal sealed interface Results {
    fun put(index: Int, value: Any?)

    /** The item has no result, and a failure that was handled. */
    fun skip(index: Int)

    /** All of them, once nobody puts any more; null if nobody asked for them. */
    fun all(): List<Any?>?

    companion object {
        /** In the order of the items of [source], of which a list with random access alone is known to be finite. */
        fun inOrderOf(source: Source<*>): Results = InOrder(if (source.isExclusive) -1 else source.size)
    }

    /** For work without results. */
    object None : Results {
        override fun put(index: Int, value: Any?) {}

        override fun skip(index: Int) {}

        override fun all(): List<Any?>? = null
    }

    /** In the order in which they came. */
    class AsTheyCome : Results {
        private val values = ArrayList<Any?>()

        override fun put(index: Int, value: Any?) {
            synchronized(this) { values.add(value) }
        }

        override fun skip(index: Int) {}

        override fun all(): List<Any?> = synchronized(this) { Collections.unmodifiableList(values) }
    }

    /**
     * In the order of the items, null for one that has no result: [size] of them and no more, or, if that is negative,
     * who knows how many.
     */
    class InOrder(size: Int) : Results {
        private val isSized = size >= 0
        private var values = arrayOfNulls<Any?>(if (isSized) size else FIRST_CAPACITY)
        private var count = if (isSized) size else 0

        override fun put(index: Int, value: Any?) {
            if (isSized) {
                // Each index has one writer, and who reads does so after all of them have ended.
                values[index] = value
            } else {
                putGrowing(index, value)
            }
        }

        override fun skip(index: Int) = put(index, null)

        private fun putGrowing(index: Int, value: Any?) {
            synchronized(this) {
                if (index >= values.size) values = values.copyOf(maxOf(index + 1, values.size * 2))
                values[index] = value
                count = maxOf(count, index + 1)
            }
        }

        override fun all(): List<Any?> =
            synchronized(this) { Collections.unmodifiableList(values.asList().subList(0, count)) }
    }
}

private const val FIRST_CAPACITY = 16
