package dev.corral.engine.kernel

import java.util.WeakHashMap

/**
 * Which lock was taken by somebody who held which other one: told of once for each two that are taken in both orders.
 * The locks themselves are not kept.
 */
internal class LockOrder {
    private val orders = WeakHashMap<Wait<*>, WeakHashMap<Wait<*>, Seen>>()
    private var pairs = 0

    /** [owner], that has [held], takes [then]: returns what is wrong with that, the first time. */
    fun taken(held: Holding, owner: Scope, then: Wait<*>, site: Site): Finding? =
        synchronized(this) {
            val reverse = orders[then]?.get(held.wait)
            val here = orders.getOrPut(held.wait, ::WeakHashMap)
            if (then !in here) {
                if (pairs >= MAX_PAIRS) return null
                pairs++
                here[then] =
                    Seen(Finding.Part(owner.task().name(), listOf(held.taken()), then.subject, -1, site.lines()))
            }
            if (reverse == null || reverse.wasTold) return null
            reverse.wasTold = true
            val seen = checkNotNull(here[then])
            seen.wasTold = true
            val now = Finding.Part(owner.task().name(), listOf(held.taken()), then.subject, -1, site.lines())
            Finding(Finding.Kind.LOCK_ORDER, listOf(reverse.part, now))
        }

    private class Seen(val part: Finding.Part) {
        var wasTold = false
    }

    private companion object {
        /** So that locks that come and go by the million cost no memory. */
        const val MAX_PAIRS = 10_000
    }
}
