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

    /** The oldest first. */
    fun all(): List<Engine> = synchronized(known) { known.mapNotNull { it.get() } }
}
