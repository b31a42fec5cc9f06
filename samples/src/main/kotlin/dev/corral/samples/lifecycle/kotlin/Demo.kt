@file:JvmName("Demo")

package dev.corral.samples.lifecycle.kotlin

import dev.corral.Corral
import dev.corral.samples.lifecycle.Demo
import java.time.Duration

/** Runs the demo in Kotlin. */
fun main() {
    Demo.run(Application(), System.out)
    Corral.shutdown(Duration.ofSeconds(1)).join()
}
