package dev.corral.engine.kernel

/** A name for [thing], which was given none: [what] it is, and which one. */
internal fun unnamed(thing: Any, what: String = thing.javaClass.simpleName): String = what + suffix(thing)

/** Whether [name] is what [unnamed] made for [thing]. */
internal fun isMadeUp(name: String, thing: Any): Boolean = name.endsWith(suffix(thing))

private fun suffix(thing: Any) = '-' + Integer.toHexString(System.identityHashCode(thing))
