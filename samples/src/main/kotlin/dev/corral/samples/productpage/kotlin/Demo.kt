@file:JvmName("Demo")

package dev.corral.samples.productpage.kotlin

import dev.corral.Corral
import dev.corral.samples.productpage.Demo
import java.time.Duration

/** Runs the demo with the service in Kotlin. */
fun main() {
    Demo.run(::ProductPageService, System.out)
    Corral.shutdown(Duration.ofSeconds(1)).join()
}
