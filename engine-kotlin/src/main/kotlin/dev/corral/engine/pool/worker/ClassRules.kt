package dev.corral.engine.pool.worker

import java.io.ObjectInputFilter
import java.io.ObjectInputFilter.FilterInfo
import java.io.ObjectInputFilter.Status
import java.net.URL

/**
 * Which classes may be read: values and exceptions of the JDK and of Kotlin's library, classes from the jar or
 * directory that the job's own class is from, and those that the user [allows]. Everything else is refused, before any
 * code of it has run.
 *
 * What the JVM's own filter or the user's refuses is refused in any case.
 */
internal class ClassRules(
    private val allows: List<ClassPattern>,
    private val narrowing: List<ObjectInputFilter>,
    /** Where the job's class is from. */
    private val home: Set<URL>,
    /** Whether lambdas may be read, which are code: by workers alone. */
    private val readsLambdas: Boolean,
    /** How many bytes there are to be read: an array has at most as many elements. */
    private val size: Int,
) : ObjectInputFilter {
    /** The class that was refused. */
    var refused: String? = null
        private set

    override fun checkInput(info: FilterInfo): Status {
        // A filter that answers nothing, which Java code can, refuses, as it does with the JDK.
        for (filter in narrowing) if (filter.checkInput(info) !in PASSING) return refuse(info)
        val isTooMuch =
            info.depth() > MAX_DEPTH ||
                info.references() > MAX_REFERENCES ||
                info.arrayLength() > ROOM_FOR_TABLES + size.toLong() * SLOTS_PER_BYTE
        if (isTooMuch) return Status.REJECTED
        val type = info.serialClass() ?: return Status.UNDECIDED
        return if (isAllowed(type)) Status.ALLOWED else refuse(info)
    }

    private fun refuse(info: FilterInfo): Status {
        if (refused == null) refused = info.serialClass()?.let(::elementOf)?.name
        return Status.REJECTED
    }

    private fun isAllowed(type: Class<*>): Boolean {
        val element = elementOf(type)
        return element.isPrimitive ||
            isValue(element) ||
            isOurs(element) ||
            allows.any { it.matches(element.name) } ||
            locationOf(element).let { it != null && it in home }
    }

    private fun isValue(type: Class<*>): Boolean {
        if (type === LAMBDA) return readsLambdas
        val name = type.name
        return when (type.module.name) {
            "java.base" -> type.packageName in VALUE_PACKAGES || name in VALUES || isJavaFailure(type)
            "java.sql" -> isJavaFailure(type)
            else -> type.packageName.startsWith("kotlin") && locationOf(type) == KOTLIN && isKotlinValue(type)
        }
    }

    private fun isJavaFailure(type: Class<*>) =
        Throwable::class.java.isAssignableFrom(type) && type.name.startsWith("java")

    private fun isKotlinValue(type: Class<*>) = readsLambdas || !type.name.startsWith("kotlin.jvm.internal.")

    /** Exceptions of this library, and the forms in which its pools send a function with its arguments. */
    private fun isOurs(type: Class<*>) =
        type.packageName in POOLS ||
            (type.name.startsWith("dev.corral.") && Throwable::class.java.isAssignableFrom(type))

    companion object {
        const val MAX_DEPTH: Long = 1_000
        const val MAX_REFERENCES: Long = 50_000_000

        // A hash table is larger than what is in it.
        private const val ROOM_FOR_TABLES = 4_096L
        private const val SLOTS_PER_BYTE = 8L

        private val PASSING = setOf<Status?>(Status.ALLOWED, Status.UNDECIDED)

        private val LAMBDA: Class<*> = java.lang.invoke.SerializedLambda::class.java

        private val VALUE_PACKAGES =
            setOf(
                "java.lang",
                "java.math",
                "java.time",
                "java.time.chrono",
                "java.time.temporal",
                "java.util",
                "java.util.concurrent",
                "java.util.concurrent.atomic",
                "java.util.concurrent.locks",
                "java.util.regex",
            )

        private val POOLS = setOf("dev.corral.pool", "dev.corral.engine.pool")

        /** Values elsewhere, and what values are made of. */
        private val VALUES =
            setOf("java.io.File", "java.net.URI", "java.time.zone.ZoneRules", "sun.util.calendar.ZoneInfo") +
                setOf("java.time.Ser", "java.time.zone.Ser", "java.time.chrono.Ser")

        private val KOTLIN: URL? = locationOf(Unit::class.java)

        /** The jar or directory that [type] is from; null for a class of the JDK. */
        fun locationOf(type: Class<*>): URL? = type.protectionDomain?.codeSource?.location

        private fun elementOf(type: Class<*>): Class<*> {
            var element = type
            while (element.isArray) element = element.componentType
            return element
        }
    }
}

/** A class by its name, those of a package (`com.acme.*`), or also of the packages below it (`com.acme.**`). */
internal class ClassPattern(val text: String) {
    private val prefix = text.trimEnd('*')
    private val isDeep = text.endsWith("**")
    private val isPackage = text.endsWith("*")

    fun matches(name: String): Boolean =
        if (!isPackage) name == text else name.startsWith(prefix) && (isDeep || name.indexOf('.', prefix.length) < 0)

    companion object {
        private val FORM = Regex("""[\p{javaJavaIdentifierStart}][\p{javaJavaIdentifierPart}.]*(\.\*{1,2})?""")

        /** @throws IllegalArgumentException if [text] is none of the three */
        fun checked(text: String): String {
            require(FORM.matches(text)) {
                "allowing: '$text' is neither a class, nor the classes of a package ('com.acme.*'), nor those of the " +
                    "packages below too ('com.acme.**')"
            }
            return text
        }
    }
}
