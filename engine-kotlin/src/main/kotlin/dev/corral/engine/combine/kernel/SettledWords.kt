package dev.corral.engine.combine.kernel

import dev.corral.engine.kernel.Scope

/** Makes a language's form of how something ended. */
public interface SettledWords {
    public fun fulfilled(value: Any?): Any

    public fun rejected(error: Throwable): Any

    public fun cancelled(): Any

    public fun timedOut(): Any
}

/** How [part] ended; what [stopped] says if it was cancelled, or never began. */
internal inline fun SettledWords.settled(part: Scope?, stopped: () -> Any): Any {
    val failure = part?.failure()
    return when {
        failure != null -> rejected(failure)
        part?.hasValue == true -> fulfilled(part.value())
        else -> stopped()
    }
}
