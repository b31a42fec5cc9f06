@file:JvmName("Demo")

package dev.corral.samples.shutdown.kotlin

import dev.corral.Corral
import dev.corral.samples.shutdown.Demo
import java.time.Duration

/** Runs the demo with the service in Kotlin. */
fun main() {
    Demo.run("dev.corral.samples.shutdown.kotlin.PageServer", System.out)
    Corral.shutdown(Duration.ofSeconds(1)).join()
}
