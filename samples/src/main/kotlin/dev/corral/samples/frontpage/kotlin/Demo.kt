@file:JvmName("Demo")

package dev.corral.samples.frontpage.kotlin

import dev.corral.Corral
import dev.corral.samples.frontpage.Demo
import java.time.Duration

/** Runs the demo in Kotlin. */
fun main() {
    Demo.run(::FrontPageService, System.out)
    Corral.shutdown(Duration.ofSeconds(1)).join()
}
