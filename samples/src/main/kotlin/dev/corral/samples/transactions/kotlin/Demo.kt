@file:JvmName("Demo")

package dev.corral.samples.transactions.kotlin

import dev.corral.Corral
import dev.corral.samples.transactions.Demo
import java.time.Duration

/** Runs the demo in Kotlin. */
fun main() {
    Demo.run(::PostgresLedger, System.out)
    Corral.shutdown(Duration.ofSeconds(1)).join()
}
