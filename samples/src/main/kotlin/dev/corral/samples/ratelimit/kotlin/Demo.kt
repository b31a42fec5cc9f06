@file:JvmName("Demo")

package dev.corral.samples.ratelimit.kotlin

import dev.corral.Corral
import dev.corral.samples.ratelimit.Demo
import java.time.Duration

/** Runs the demo in Kotlin. */
fun main() {
    Demo.run(::PoliteGeocoder, System.out)
    Corral.shutdown(Duration.ofSeconds(1)).join()
}
