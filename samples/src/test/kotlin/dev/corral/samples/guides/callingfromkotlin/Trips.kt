package dev.corral.samples.guides.callingfromkotlin

import dev.corral.Corral
import dev.corral.CorralFuture
import dev.corral.Task
import dev.corral.engine.failAfter
import dev.corral.engine.interop.runSync
import dev.corral.engine.taskGroup
import dev.corral.kotlin.await
import dev.corral.kotlin.awaitOwned
import dev.corral.kotlin.suspendTask
import dev.corral.sync.AsyncLock
import dev.corral.sync.asKotlin
import java.util.concurrent.CompletableFuture
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.delay

class Trip(private val weather: Weather) {
    suspend fun describe(from: String, to: String): String =
        failAfter(10.seconds) {
            taskGroup {
                val there = spawn { weather.at(to).await() }
                val here = spawn { weather.at(from).await() }
                "${here.await()}, ${there.await()}"
            }
        }
}

fun main() = runSync { println(Trip(Weather()).describe("Cork", "Rome")) }

class Routes {
    suspend fun between(from: String, to: String): String {
        delay(1.milliseconds)
        return "$from-$to"
    }
}

class RoutesForJava(private val routes: Routes) {
    fun between(from: String, to: String): CorralFuture<String> =
        Corral.submit(suspendTask { routes.between(from, to) })

    fun routing(from: String, to: String): Task<String> = suspendTask { routes.between(from, to) }
}

suspend fun fetch(request: () -> CompletableFuture<String>): String = request().awaitOwned()

suspend fun <T> exclusively(lock: AsyncLock, body: suspend () -> T): T = lock.asKotlin().withLock { body() }
