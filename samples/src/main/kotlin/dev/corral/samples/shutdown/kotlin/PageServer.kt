@file:JvmName("PageServer")

package dev.corral.samples.shutdown.kotlin

import dev.corral.Corral
import dev.corral.samples.productpage.Shop
import dev.corral.samples.productpage.kotlin.ProductPageService
import dev.corral.samples.shutdown.Door
import java.time.Duration
import kotlin.concurrent.thread
import kotlin.system.exitProcess

private val GRACE = Duration.ofSeconds(2)

/**
 * The product-page service in Kotlin, as a process that ends gracefully on SIGTERM: serves until it is told to end, or
 * whoever started it has ended.
 */
fun main() {
    val door = Door()
    val shop = Shop(::ProductPageService, listOf(door))
    Runtime.getRuntime().addShutdownHook(thread(start = false) { shop.use { stop(door) } })
    println(shop.uri())
    while (System.`in`.read() != -1) {}
    exitProcess(0)
}

/** One after the other, in one hook: several would run beside each other. */
private fun stop(door: Door) {
    door.close() // accepts nobody any more
    door.awaitEmpty(GRACE) // whoever is in may finish
    val report = Corral.shutdown(Duration.ZERO).join() // the rest is cancelled
    door.awaitEmpty(GRACE) // and answered
    println(door)
    println("out of time: ${report.ignored()}")
}
