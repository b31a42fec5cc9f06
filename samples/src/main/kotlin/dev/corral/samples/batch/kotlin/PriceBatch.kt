package dev.corral.samples.batch.kotlin

import dev.corral.engine.combine.forEachAsync
import dev.corral.engine.combine.mapAsync
import dev.corral.engine.interop.runSync
import dev.corral.kotlin.awaitOwned
import dev.corral.samples.batch.Account
import dev.corral.samples.batch.Prices
import dev.corral.samples.batch.Prices.AT_ONCE
import dev.corral.samples.loopback.Web
import java.net.URI

/**
 * Prices in Kotlin. A product is taken from the list when there is room for its request, so a list of millions would
 * need no more memory than this one.
 */
class PriceBatch(private val web: Web, private val server: URI) : Prices {
    override fun collect(products: List<Int>, listener: Prices.Listener): Account {
        val account = Account()
        runSync {
            forEachAsync(
                products,
                AT_ONCE,
                onError = account::failed,
                onProgress = { listener.at(it.done, it.failed) },
            ) { product ->
                account.answered(product, priceOf(product))
            }
        }
        return account
    }

    override fun all(products: List<Int>): List<String> = runSync { mapAsync(products, AT_ONCE) { priceOf(it) } }

    private suspend fun priceOf(product: Int): String = web.get(server.resolve("/prices/$product")).awaitOwned()
}
