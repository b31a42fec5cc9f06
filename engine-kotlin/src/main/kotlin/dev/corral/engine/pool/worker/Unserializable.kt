package dev.corral.engine.pool.worker

import java.io.Externalizable
import java.io.IOException
import java.io.NotSerializableException
import java.io.ObjectOutputStream
import java.io.ObjectStreamClass
import java.io.OutputStream
import java.io.Serializable
import java.lang.invoke.SerializedLambda
import java.lang.reflect.Field
import java.lang.reflect.Modifier
import java.util.IdentityHashMap

/**
 * Writes [value], which is [what], to [packet]; if it cannot be serialized, the failure names the way to what cannot.
 */
internal fun writeObject(packet: Packet, value: Any?, what: String) {
    try {
        // Not closed: it holds nothing but the packet.
        ObjectOutputStream(packet).run {
            writeObject(value)
            flush()
        }
    } catch (e: NotSerializableException) {
        throw NotSerializableException("$what cannot be serialized: ${culprit(value, e)}").also { it.initCause(e) }
    } catch (e: FrameTooLongException) {
        throw IOException("$what is ${e.message}").also { it.initCause(e) }
    }
}

private fun culprit(value: Any?, error: NotSerializableException): String =
    try {
        value?.let { Search().find(it) }
    } catch (_: Throwable) {
        null // code of the user's objects, which is called again here
    } ?: "${error.message} is not Serializable"

/**
 * Looks for the object that is not serializable, along the fields that serialization goes along: depth first, each
 * object once, and without recursion, for structures may be deep.
 */
private class Search {
    private class Step(val value: Any, val path: String)

    private val seen = IdentityHashMap<Any, Unit>()
    private val ahead = ArrayDeque<Step>()

    fun find(root: Any): String? {
        ahead.addLast(Step(root, ""))
        while (true) {
            val step = ahead.removeLastOrNull() ?: return null
            if (seen.put(step.value, Unit) != null) continue
            val form = if (hasReplacement(step.value)) replaced(step.value) else step.value
            if (form is SerializedLambda) {
                arguments(form, step.path)
            } else if (!isSerializable(form)) {
                return describe(form, step.path)
            } else {
                parts(form, step.path)
            }
        }
    }

    private fun isSerializable(value: Any) = value is Serializable || value.javaClass.isArray

    private fun describe(value: Any, path: String): String {
        val type = value.javaClass
        val name =
            if (!type.isHidden) type.name
            else "a lambda of ${type.nestHost.name}, whose interface (${type.interfaces.joinToString { it.name }})"
        return if (path.isEmpty()) "$name is not Serializable" else "$name is not Serializable, at$path"
    }

    private fun arguments(lambda: SerializedLambda, path: String) {
        val site = lambda.capturingClass.replace('/', '.')
        for (i in lambda.capturedArgCount - 1 downTo 0) {
            val isThis = i == 0 && site == lambda.getCapturedArg(i)?.javaClass?.name
            val name = if (isThis) "this" else "captured variable ${i + 1}"
            add(lambda.getCapturedArg(i), "$path lambda of $site -> $name")
        }
    }

    private fun parts(value: Any, path: String) {
        val type = value.javaClass
        val before = if (path.isEmpty()) " " else "$path -> "
        when {
            value is Externalizable || value is String || value is Enum<*> -> {}
            value is Array<*> -> for (i in value.indices.reversed()) add(value[i], "$before[$i]")
            type.isArray -> {}
            value is Map<*, *> && isJavas(type) ->
                for ((key, held) in value.entries.reversed()) {
                    add(held, "${before}value of key '$key'")
                    add(key, "${before}key '$key'")
                }
            value is Collection<*> && isJavas(type) ->
                value.withIndex().reversed().forEach { (i, held) -> add(held, "$before[$i] of ${type.simpleName}") }
            else ->
                fields(type).forEach {
                    add(held(it, value), "${before}field '${it.name}' of ${it.declaringClass.name}")
                }
        }
    }

    private fun add(value: Any?, path: String) {
        if (value != null) ahead.addLast(Step(value, path))
    }

    private fun isJavas(type: Class<*>) = type.classLoader == null

    /** The fields of objects that serialization goes along, the last one first. */
    private fun fields(type: Class<*>): List<Field> =
        generateSequence(type) { it.superclass }
            .takeWhile { Serializable::class.java.isAssignableFrom(it) }
            .toList()
            .asReversed()
            .flatMap { level ->
                val names = ObjectStreamClass.lookup(level)?.fields.orEmpty().filter { !it.isPrimitive }.map { it.name }
                level.declaredFields.filter { it.name in names && !Modifier.isStatic(it.modifiers) }
            }
            .asReversed()

    /** Null, and nothing is found there, where a module keeps its fields to itself. */
    private fun held(field: Field, of: Any): Any? = if (field.trySetAccessible()) field.get(of) else null

    /** Not where the elements can be had anyway: what is written in place of a collection of the JDK's is closed. */
    private fun hasReplacement(value: Any): Boolean =
        value is Serializable &&
            !((value is Map<*, *> || value is Collection<*>) && isJavas(value.javaClass)) &&
            generateSequence<Class<*>>(value.javaClass) { it.superclass }
                .any { type -> type.declaredMethods.any { it.name == "writeReplace" && it.parameterCount == 0 } }

    /** What is written in place of [value]. */
    private fun replaced(value: Any): Any {
        val first = FirstWritten()
        try {
            first.writeObject(value)
        } catch (_: Found) {
            // On purpose: that was all there was to know.
        }
        return first.written ?: value
    }

    private class FirstWritten : ObjectOutputStream(OutputStream.nullOutputStream()) {
        var written: Any? = null

        init {
            enableReplaceObject(true)
        }

        override fun replaceObject(value: Any?): Any? {
            // The second time it is the failure that the stream writes of its own accord.
            if (written == null) written = value
            throw Found()
        }
    }

    private class Found : IOException()
}
