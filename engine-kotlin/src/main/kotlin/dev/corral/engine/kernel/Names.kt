package dev.corral.engine.kernel

/** A name for [thing], which was given none: [what] it is, and which one. */
internal fun unnamed(thing: Any, what: String = thing.javaClass.simpleName): String =
    what + '-' + Integer.toHexString(System.identityHashCode(thing))
