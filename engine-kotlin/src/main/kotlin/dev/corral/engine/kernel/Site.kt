package dev.corral.engine.kernel

/**
 * Where a thread was: a throwable that is never thrown, since nothing else notes a stack so quickly; it is made into
 * lines when somebody reads them.
 */
internal class Site private constructor() : Throwable(null, null, false, true) {
    /** The user's frames, the innermost first. */
    fun lines(): List<StackTraceElement> =
        stackTrace.asSequence().dropWhile { isOwn(it.className) }.take(DEPTH).toList()

    companion object {
        private const val DEPTH = 16

        private val OWN =
            setOf("", ".sync", ".channel", ".stream", ".pool", ".diagnostics", ".kotlin", ".door", ".engine").flatMapTo(
                HashSet()
            ) {
                listOf("dev.corral$it", "dev.corral.engine$it")
            } + setOf("dev.corral.engine.bridge", "dev.corral.engine.combine", "dev.corral.engine.interop")

        /** Where the calling thread is. */
        fun here(): Site = Site()

        /** Whether the class called [name] is not the user's. */
        fun isOwn(name: String): Boolean {
            if (!name.startsWith("dev.corral")) return name.startsWith("kotlin")
            val room = name.substringBeforeLast('.', "")
            return room in OWN || (room.startsWith("dev.corral.engine.") && room.endsWith(".kernel"))
        }
    }
}

/** This frame without loader and module, which a reader knows. */
internal fun StackTraceElement.inShort(): String =
    StackTraceElement(className, methodName, fileName, lineNumber).toString()
