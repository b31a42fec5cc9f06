@file:JvmName("KotlinWorker")

package dev.corral.samples.guides.gracefulshutdown

import dev.corral.engine.interop.runSync
import dev.corral.engine.shutdownOnExit
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.delay

fun main() {
    shutdownOnExit(20.seconds)
    runSync {
        println("ready")
        while (!isStopping) {
            delay(10.milliseconds) // stands for a job
        }
        println("the last job is done")
    }
}
