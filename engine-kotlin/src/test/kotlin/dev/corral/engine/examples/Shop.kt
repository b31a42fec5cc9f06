package dev.corral.engine.examples

import java.util.concurrent.LinkedBlockingQueue
import kotlinx.coroutines.awaitCancellation

internal data class User(val id: Int)

internal data class Order(val id: Int)

internal data class Quote(val cents: Int)

internal data class Page(val user: User, val orders: List<Order>)

/** What the examples in doc comments talk about, as small as it can be. */
internal class Users {
    suspend fun find(id: Int) = User(id)
}

internal class Orders {
    fun of(user: Int) = listOf(Order(user * 10))
}

/** Answers at once, or never. */
internal class Quotes(private val cents: Int?) {
    suspend fun fetch(id: Int): Quote = Quote(cents ?: awaitCancellation())
}

/** Where examples write to, line by line. */
internal class Log {
    val lines = LinkedBlockingQueue<String>()

    fun info(line: String) {
        lines += line
    }
}

/** Something that is pressed once, by the test. */
internal class Button {
    private val actions = mutableListOf<() -> Unit>()

    fun onPress(action: () -> Unit) {
        actions += action
    }

    fun press() = actions.forEach { it() }
}
