@file:JvmName("Demo")

package dev.corral.samples.logimport.kotlin

import dev.corral.Corral
import dev.corral.samples.logimport.Demo
import java.time.Duration

/** Runs the demo in Kotlin. */
fun main() {
    Demo.run(::LogImport, Demo.megabytes(), System.out)
    Corral.shutdown(Duration.ofSeconds(1)).join()
}
