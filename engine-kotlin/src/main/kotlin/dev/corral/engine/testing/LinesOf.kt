package dev.corral.engine.testing

import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.liveChildren

/** A line for each of [scopes], as [words] has it, and below it, indented, for those that run in it. */
internal fun linesOf(scopes: List<Scope>, words: (Scope) -> String): List<String> = scopes.flatMap { scope ->
    listOf(words(scope)) + linesOf(scope.liveChildren(), words).map { "  $it" }
}
