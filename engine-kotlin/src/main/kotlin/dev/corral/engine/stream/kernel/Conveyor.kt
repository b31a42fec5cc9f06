package dev.corral.engine.stream.kernel

import java.util.concurrent.atomic.AtomicReferenceArray

/**
 * Elements on their way from one coroutine to another one, in order, without a limit or a lock: a list of arrays, of
 * which each has the next one in its last slot. A slot is written once; that it is not null publishes the element.
 */
internal class Conveyor<T : Any> {
    private val front = End(AtomicReferenceArray(LENGTH + 1))
    private val back = End(front.slots)

    /** Whether there is nothing to [take]; for the one who takes. */
    val isEmpty: Boolean
        get() = front.slots[front.index] == null

    /** Adds [element]; a volatile write. For one coroutine at a time. */
    fun put(element: T) {
        if (back.index == LENGTH) {
            val next = AtomicReferenceArray<Any?>(LENGTH + 1)
            // Together with the element: until then there is nothing.
            next.setPlain(0, element)
            back.index = 1
            val full = back.slots
            back.slots = next
            full.set(LENGTH, next)
        } else {
            back.slots.set(back.index++, element)
        }
    }

    /** Takes the oldest one; null if there is none. For one coroutine at a time. */
    @Suppress("UNCHECKED_CAST") // what was put
    fun take(): T? {
        if (front.index == LENGTH) {
            front.slots = front.slots[LENGTH] as AtomicReferenceArray<Any?>? ?: return null
            front.index = 0
        }
        val element = front.slots[front.index] ?: return null
        front.slots.setPlain(front.index++, null)
        return element as T
    }

    private class End(@JvmField var slots: AtomicReferenceArray<Any?>) {
        @JvmField var index = 0
    }

    private companion object {
        const val LENGTH = 63
    }
}
