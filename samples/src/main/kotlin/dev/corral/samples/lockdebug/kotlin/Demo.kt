@file:JvmName("Demo")

package dev.corral.samples.lockdebug.kotlin

import dev.corral.Corral
import dev.corral.samples.lockdebug.Demo
import java.time.Duration

/** Runs the demo in Kotlin. */
fun main() {
    Demo.run(::LockingBank, System.out)
    Corral.shutdown(Duration.ofSeconds(1)).join()
}
