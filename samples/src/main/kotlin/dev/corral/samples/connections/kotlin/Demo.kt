@file:JvmName("Demo")

package dev.corral.samples.connections.kotlin

import dev.corral.Corral
import dev.corral.samples.connections.Demo
import java.time.Duration

/** Runs the demo in Kotlin. */
fun main() {
    Demo.run(::ConnectionPool, System.out)
    Corral.shutdown(Duration.ofSeconds(1)).join()
}
