@file:JvmName("Demo")

package dev.corral.samples.liveevents.kotlin

import dev.corral.Corral
import dev.corral.samples.liveevents.Demo
import java.time.Duration

/** Runs the demo in Kotlin. */
fun main() {
    Demo.run(::LiveEvents, System.out)
    Corral.shutdown(Duration.ofSeconds(1)).join()
}
