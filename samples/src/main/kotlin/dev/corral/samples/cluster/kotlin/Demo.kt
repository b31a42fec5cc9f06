@file:JvmName("Demo")

package dev.corral.samples.cluster.kotlin

import dev.corral.Corral
import dev.corral.samples.cluster.Demo
import java.time.Duration

/** Runs the demo in Kotlin. */
fun main() {
    Demo.run(::WordCount, System.out)
    Corral.shutdown(Duration.ofSeconds(1)).join()
}
