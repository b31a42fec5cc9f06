package dev.corral.engine.pool.worker

import java.io.ByteArrayInputStream
import java.io.IOException
import java.io.InvalidClassException
import java.io.ObjectInputFilter
import java.io.ObjectInputStream
import java.io.ObjectStreamClass
import java.lang.invoke.SerializedLambda

/** Reads one object out of bytes that somebody else wrote, as far as the [rules] allow. */
internal class ObjectReader
private constructor(bytes: ByteArray, offset: Int, private val loader: ClassLoader?, private val rules: ClassRules) :
    ObjectInputStream(ByteArrayInputStream(bytes, offset, bytes.size - offset)) {
    init {
        // The JVM's own filter is here by now; set alone, ours would take its place.
        val jvmWide: ObjectInputFilter? = objectInputFilter
        objectInputFilter = if (jvmWide == null) rules else ObjectInputFilter.merge(jvmWide, rules)
    }

    override fun resolveClass(description: ObjectStreamClass): Class<*> =
        try {
            Class.forName(description.name, false, loader)
        } catch (_: ClassNotFoundException) {
            super.resolveClass(description)
        }

    override fun resolveProxyClass(interfaces: Array<out String>): Class<*> =
        throw InvalidClassException("a dynamic proxy of ${interfaces.joinToString()}: proxies are not read")

    companion object {
        /**
         * The object in [bytes] from [offset] on; [what] it is, for messages.
         *
         * @throws InvalidClassException if it is of a class that may not be read, and names it
         */
        fun read(bytes: ByteArray, offset: Int, loader: ClassLoader?, rules: ClassRules, what: String): Any? =
            try {
                ObjectReader(bytes, offset, loader, rules).use { it.readObject() }
            } catch (e: InvalidClassException) {
                val name = rules.refused ?: throw e
                throw InvalidClassException(refusal(what, name)).also { it.initCause(e) }
            } catch (e: IOException) {
                throw IOException("$what cannot be read: $e", e)
            }

        /** To allow lambdas would be to allow code, so that is not what is proposed. */
        private fun refusal(what: String, name: String): String =
            if (name == SerializedLambda::class.java.name)
                "$what holds a lambda ($name), which is code: it may be part of a job, but is not read back from a worker"
            else
                "$what holds an object of class $name, which may not be read: it is neither a value of the JDK's, nor " +
                    "from where the job's class is, nor allowed; if it is to be read, ProcessOptions.allowing(\"$name\")"
    }
}
