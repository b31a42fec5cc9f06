package dev.corral.samples.guides.frompython

import dev.corral.engine.Settled
import dev.corral.engine.moveOnAfter
import dev.corral.engine.sync.CapacityLimiter
import dev.corral.engine.taskGroup
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.delay

suspend fun fetchAll(): Boolean {
    val limiter = CapacityLimiter(2)
    val outcome =
        moveOnAfter(1.seconds) {
            taskGroup {
                for (name in listOf("a", "b", "c")) {
                    spawn(name) { limiter.withPermit { delay(1.milliseconds) } }
                }
            }
        }
    return outcome is Settled.Fulfilled
}
