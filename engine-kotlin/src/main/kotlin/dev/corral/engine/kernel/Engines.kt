package dev.corral.engine.kernel

import java.lang.ref.WeakReference

/** The engines of this process that somebody still has; for what is to show all of them. */
internal object Engines {
    private val known = ArrayList<WeakReference<Engine>>()

    fun add(engine: Engine) {
        synchronized(known) {
            known.removeAll { it.get() == null }
            known.add(WeakReference(engine))
        }
    }

    /** Shows [engine] no more. */
    fun remove(engine: Engine) {
        synchronized(known) { known.removeAll { it.get() === engine } }
    }

    /** That of everybody first, then the oldest. */
    fun all(): List<Engine> {
        val everybodys = Engine.defaultIfUsed()
        return synchronized(known) { known.mapNotNull { it.get() } }.sortedByDescending { it === everybodys }
    }
}
