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

        private val ROOMS =
            listOf("", ".sync", ".channel", ".stream", ".pool", ".interop", ".context", ".diagnostics") +
                listOf(".kotlin", ".door", ".bridge", ".combine")

        private val OWN = ROOMS.flatMapTo(HashSet()) { listOf("dev.corral$it", "dev.corral.engine$it") }

        private val JDK = listOf("java.", "javax.", "jdk.", "sun.", "com.sun.")

        /** Where the calling thread is. */
        fun here(): Site = Site()

        /** Whether the class called [name] is Corral's or Kotlin's. */
        fun isOwn(name: String): Boolean {
            if (!name.startsWith("dev.corral")) return name.startsWith("kotlin")
            val room = name.substringBeforeLast('.', "")
            return room in OWN || (room.startsWith("dev.corral.engine.") && room.endsWith(".kernel"))
        }

        /** Whether the class called [name] is not the user's. */
        fun isForeign(name: String): Boolean = isOwn(name) || JDK.any(name::startsWith)

        /** Whether the class called [name] is made of a lambda, so that no line of a source says so. */
        fun isLambda(name: String): Boolean = "\$\$Lambda" in name
    }
}

/** This frame without loader and module, which a reader knows. */
internal fun StackTraceElement.inShort(): String =
    StackTraceElement(className, methodName, fileName, lineNumber).toString()
