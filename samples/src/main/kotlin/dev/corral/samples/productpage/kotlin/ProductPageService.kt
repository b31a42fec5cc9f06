package dev.corral.samples.productpage.kotlin

import dev.corral.Corral
import dev.corral.engine.interop.runSync
import dev.corral.engine.interop.toThread
import dev.corral.engine.shield
import dev.corral.engine.taskGroup
import dev.corral.kotlin.awaitOwned
import dev.corral.samples.productpage.Backends
import dev.corral.samples.productpage.PageExchange
import dev.corral.samples.productpage.ProductPage
import java.time.Duration
import kotlin.time.toKotlinDuration

/**
 * Makes product pages: asks three backends at once, under one deadline.
 *
 * A request is one group. Whatever ends it early, a backend that fails, the deadline, a client that hangs up, stops
 * everything else that the request started, and the client is answered when all of that has ended.
 */
class ProductPageService(private val backends: Backends) : PageExchange.Handler {
    override fun handle(exchange: PageExchange) {
        val page = runCatching { runSync { load(exchange) } }
        exchange.answer(page.getOrNull(), page.exceptionOrNull())
    }

    private suspend fun load(exchange: PageExchange): ProductPage {
        val product = exchange.product()
        return taskGroup("page of $product", exchange.timeout().toKotlinDuration()) {
            val title = spawnBlocking { backends.catalogue().titleOf(product) }
            val inStock = spawnBlocking { backends.stock().unitsOf(product) }
            val stars = spawn { backends.reviews().starsOf(product).awaitOwned() }
            if (exchange.isLive) spawnDaemon { watch(exchange) }
            ProductPage(product, title.await(), inStock.await(), stars.await())
        }
    }

    /** Fails, and the request with it, when the client has hung up. */
    private suspend fun watch(exchange: PageExchange): Nothing {
        while (true) {
            shield { toThread { exchange.beat() } } // an interrupted write would close the connection
            Corral.delay(BEAT).awaitOwned()
        }
    }

    private companion object {
        val BEAT: Duration = Duration.ofMillis(50)
    }
}
