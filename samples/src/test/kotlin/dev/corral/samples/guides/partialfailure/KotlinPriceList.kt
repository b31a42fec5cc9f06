package dev.corral.samples.guides.partialfailure

import dev.corral.engine.Settled
import dev.corral.engine.combine.forEachAsync
import dev.corral.engine.combine.gatherSettled
import dev.corral.engine.interop.runSync
import java.io.IOException
import java.util.concurrent.ConcurrentHashMap

class Catalogue {
    val prices = ConcurrentHashMap<String, String>()
    val failures = ConcurrentHashMap<String, Throwable>()

    suspend fun collect(products: Iterable<String>, shop: suspend (String) -> String) =
        forEachAsync(products, limit = 8, onError = failures::put) { product -> prices[product] = shop(product) }
}

fun main() = runSync {
    val catalogue = Catalogue()
    catalogue.collect(listOf("tea", "coffee", "unobtainium")) { product ->
        if (product.startsWith("un")) throw IOException("not found") else "9.99"
    }
    println("${catalogue.prices.keys}, but not ${catalogue.failures}")
}

suspend fun inOrder(products: List<String>, shop: suspend (String) -> String): List<Settled<String>> =
    gatherSettled(products.map { product -> { shop(product) } }, limit = 8)
