@file:JvmName("Demo")

package dev.corral.samples.batch.kotlin

import dev.corral.Corral
import dev.corral.samples.batch.Demo
import java.time.Duration

/** Runs the demo in Kotlin. */
fun main() {
    Demo.run(::PriceBatch, System.out)
    Corral.shutdown(Duration.ofSeconds(1)).join()
}
