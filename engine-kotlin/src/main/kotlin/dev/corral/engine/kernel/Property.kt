package dev.corral.engine.kernel

import java.util.Locale

/** What the system property [name] says, in letters of either case; [unset] if it is not set. */
internal inline fun <reified E : Enum<E>> propertyOf(name: String, unset: E): E {
    val value = System.getProperty(name) ?: return unset
    return wordOf(name, value)
}

/** The constant that [value], of what is called [name] in messages, stands for. */
internal inline fun <reified E : Enum<E>> wordOf(name: String, value: String): E {
    val all = enumValues<E>()
    return requireNotNull(all.find { it.name.equals(value, ignoreCase = true) }) {
        val words = all.map { it.name.lowercase(Locale.ROOT) }
        "$name: '$value' is none of ${words.dropLast(1).joinToString()} and ${words.last()}"
    }
}
