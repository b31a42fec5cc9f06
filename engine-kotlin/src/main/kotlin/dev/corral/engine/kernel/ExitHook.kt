package dev.corral.engine.kernel

import java.util.concurrent.CompletableFuture

/**
 * Stops everything when the process exits: on SIGTERM, on `System.exit`, or when its last thread that is no daemon has
 * ended. The threads of Corral run on until the process is gone, so what was accepted can finish.
 *
 * The JVM runs its hooks beside each other, in no order, and halts when all have returned.
 */
public class ExitHook(private val grace: Long, private val reporter: GracefulStop.Reporter) : AutoCloseable {
    // Without the caller's inheritable thread-locals.
    private val thread = Thread(null, ::stop, "corral-shutdown", 0, false)

    /**
     * Has the process run this when it exits.
     *
     * @throws IllegalStateException if it exits already
     */
    public fun install() {
        Runtime.getRuntime().addShutdownHook(thread)
    }

    /** Withdraws it; does nothing if the process exits already. */
    override fun close() {
        try {
            Runtime.getRuntime().removeShutdownHook(thread)
        } catch (_: IllegalStateException) {
            // It runs, or has run. Not waited for: it may be waiting for the caller.
        }
    }

    private fun stop() {
        val told = CompletableFuture<Runnable>()
        GracefulStop(Engine.default.root, grace) { elapsed, ignored, running, tree ->
                told.complete { reporter.report(elapsed, ignored, running, tree) }
            }
            .begin()
        told.join().run()
    }

    public companion object {
        /** Logs who ignored the end of the grace, as a warning. */
        @JvmField
        public val LOG: GracefulStop.Reporter = GracefulStop.Reporter { elapsed, ignored, running, tree ->
            val logger = System.getLogger("dev.corral")
            if (ignored.isEmpty()) {
                logger.log(System.Logger.Level.DEBUG, "shutdown: all had ended after ${elapsed / NANOS_PER_MILLI} ms")
            } else {
                val text = described(elapsed, ignored, running) + "\n" + tree.trimEnd()
                if (hasLost(logger)) System.err.println(text) else logger.log(System.Logger.Level.WARNING, text)
            }
        }

        private fun described(elapsed: Long, ignored: List<String>, running: List<String>): String =
            "shutdown: had not finished within the grace, and were cancelled: ${quoted(ignored)}; " +
                if (running.isEmpty()) "all had ended after ${elapsed / NANOS_PER_MILLI} ms"
                else "after ${elapsed / NANOS_PER_MILLI} ms still running: ${quoted(running)}"

        private fun quoted(names: List<String>) = names.joinToString { "'$it'" }

        /**
         * Whether what is logged goes nowhere: `java.util.logging` has a hook of its own, which takes all handlers away
         * as the process exits, most likely before this is called.
         */
        private fun hasLost(logger: System.Logger): Boolean {
            if (System.LoggerFinder.getLoggerFinder().javaClass.module.name != "java.logging") return false
            val jul = Class.forName("java.util.logging.Logger")
            var at: Any? = jul.getMethod("getLogger", String::class.java).invoke(null, logger.name)
            while (at != null) {
                if ((jul.getMethod("getHandlers").invoke(at) as Array<*>).isNotEmpty()) return false
                at = jul.getMethod("getParent").invoke(at)
            }
            return true
        }
    }
}
