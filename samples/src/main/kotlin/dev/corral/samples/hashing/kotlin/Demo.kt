@file:JvmName("Demo")

package dev.corral.samples.hashing.kotlin

import dev.corral.Corral
import dev.corral.samples.hashing.Demo
import java.time.Duration

/** Runs the demo in Kotlin. */
fun main() {
    Demo.run(::ProcessHasher, System.out)
    Corral.shutdown(Duration.ofSeconds(1)).join()
}
