package dev.corral.engine.kernel

import java.util.ServiceLoader
import java.util.concurrent.atomic.AtomicBoolean

/** Something of a room above that a system property asks for from the start of the process. */
public fun interface StartUp {
    /** The first engine of this process is there. */
    public fun begin()

    public companion object {
        /** The system property that registers the management bean. */
        public const val PROPERTY: String = "dev.corral.jmx"

        private val isDone = AtomicBoolean()

        internal fun once() {
            val value = System.getProperty(PROPERTY) ?: return
            require(value == "on" || value == "off") { "$PROPERTY: '$value' is neither on nor off" }
            if (value == "on" && isDone.compareAndSet(false, true)) {
                ServiceLoader.load(StartUp::class.java, StartUp::class.java.classLoader).forEach(StartUp::begin)
            }
        }
    }
}
