package dev.corral.samples.guides.paralleltimeouts

import dev.corral.engine.combine.gather
import dev.corral.engine.failAfter
import dev.corral.engine.getOrElse
import dev.corral.engine.interop.runSync
import dev.corral.engine.moveOnAfter
import kotlin.time.Duration
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.delay

data class ProductPage(val price: String, val rating: String, val advertisement: String)

interface Shop {
    suspend fun price(): String

    suspend fun rating(): String

    suspend fun advertisement(): String
}

suspend fun load(shop: Shop, budget: Duration, patience: Duration): ProductPage =
    failAfter(budget) {
        gather(
            { shop.price() },
            { moveOnAfter(patience) { shop.rating() }.getOrElse { "not rated" } },
            { moveOnAfter(patience) { shop.advertisement() }.getOrElse { "" } },
            ::ProductPage,
        )
    }

fun main() = runSync {
    val shop =
        object : Shop {
            override suspend fun price() = "9.99"

            override suspend fun rating(): String {
                delay(1.hours)
                return "five stars"
            }

            override suspend fun advertisement() = "buy two"
        }
    println(load(shop, budget = 10.seconds, patience = 50.milliseconds))
}
