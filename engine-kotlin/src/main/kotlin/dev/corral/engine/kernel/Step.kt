package dev.corral.engine.kernel

/** What a user's function makes of an item: a value, or the scope that ends with it. */
public fun interface Step {
    @Throws(Exception::class) public fun apply(item: Any?): Any?
}

/** Waits for what the function began, a child of the calling scope. */
internal suspend fun Step.await(item: Any?): Any? {
    val made = apply(item)
    return if (made is Scope) made.awaitOwned() else made
}
