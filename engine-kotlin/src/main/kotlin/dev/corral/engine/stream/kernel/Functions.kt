package dev.corral.engine.stream.kernel

// What users give to operators.

/** A user's function of one argument. */
public fun interface Fn<in A, out R> {
    @Throws(Exception::class) public fun apply(a: A): R
}

/** A user's function of two arguments. */
public fun interface Fn2<in A, in B, out R> {
    @Throws(Exception::class) public fun apply(a: A, b: B): R
}

/** A user's condition. */
public fun interface Test<in A> {
    @Throws(Exception::class) public fun test(a: A): Boolean
}

/** [made], which [function] made of [element]; fails if it is null. */
internal fun <R> notNull(made: R?, function: String, element: Any?): R =
    made
        ?: throw NullPointerException(
            if (element == null) "$function: null, and a stream has no null elements"
            else "$function: null for '${brief(element)}', and a stream has no null elements"
        )

/** The beginning of what [element] says of itself. */
private fun brief(element: Any): String {
    val text = element.toString()
    return if (text.length <= MOST_TOLD) text else text.take(MOST_TOLD) + "..."
}

/** No more characters than this of an element appear in a message. */
private const val MOST_TOLD = 80
