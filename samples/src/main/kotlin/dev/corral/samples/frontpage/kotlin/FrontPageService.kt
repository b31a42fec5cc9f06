package dev.corral.samples.frontpage.kotlin

import dev.corral.engine.Settled
import dev.corral.engine.TaskScope
import dev.corral.engine.combine.settleWithin
import dev.corral.engine.interop.runSync
import dev.corral.kotlin.awaitOwned
import dev.corral.samples.frontpage.FrontPage
import dev.corral.samples.frontpage.FrontPages
import dev.corral.samples.loopback.Web
import java.net.URI
import java.time.Duration
import kotlin.time.toKotlinDuration

/** Front pages in Kotlin: asks for all sections at once, and when the budget is spent aborts what is missing still. */
class FrontPageService(private val web: Web, private val server: URI, private val budget: Duration) : FrontPages {
    override fun load(sections: List<String>): FrontPage {
        val settled = runSync { settleWithin(budget.toKotlinDuration(), *requests(sections)) }

        val there = LinkedHashMap<String, String>()
        val missing = LinkedHashMap<String, String>()
        for ((name, section) in sections.zip(settled)) {
            when (section) {
                is Settled.Fulfilled -> there[name] = section.value
                is Settled.Rejected -> missing[name] = "${section.error.message}"
                Settled.TimedOut,
                Settled.Cancelled -> missing[name] = "too slow"
            }
        }
        return FrontPage(there, missing)
    }

    private fun requests(sections: List<String>): Array<suspend TaskScope.() -> String> =
        Array(sections.size) { i -> { web.get(server.resolve("/${sections[i]}")).awaitOwned() } }
}
