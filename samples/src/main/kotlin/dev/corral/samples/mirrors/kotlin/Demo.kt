@file:JvmName("Demo")

package dev.corral.samples.mirrors.kotlin

import dev.corral.Corral
import dev.corral.samples.mirrors.Demo
import java.time.Duration

/** Runs the demo in Kotlin. */
fun main() {
    Demo.run(::MirrorDownloads, System.out)
    Corral.shutdown(Duration.ofSeconds(1)).join()
}
