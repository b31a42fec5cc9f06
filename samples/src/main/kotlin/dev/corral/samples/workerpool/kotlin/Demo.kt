@file:JvmName("Demo")

package dev.corral.samples.workerpool.kotlin

import dev.corral.Corral
import dev.corral.samples.workerpool.Demo
import java.time.Duration

/** Runs the demo in Kotlin. */
fun main() {
    Demo.run(::DeadlinePool, System.out)
    Corral.shutdown(Duration.ofSeconds(1)).join()
}
