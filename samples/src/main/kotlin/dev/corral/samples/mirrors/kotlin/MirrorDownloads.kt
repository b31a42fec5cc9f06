package dev.corral.samples.mirrors.kotlin

import dev.corral.engine.TaskScope
import dev.corral.engine.combine.firstSuccess
import dev.corral.engine.combine.hedge
import dev.corral.engine.combine.race
import dev.corral.engine.interop.runSync
import dev.corral.kotlin.awaitOwned
import dev.corral.samples.loopback.Web
import dev.corral.samples.mirrors.Downloads
import java.net.URI
import java.time.Duration
import kotlin.time.toKotlinDuration

/**
 * Downloads in Kotlin. Whichever mirror wins, the requests to the others are aborted, and a method returns when they
 * are gone.
 */
class MirrorDownloads(private val web: Web, private val mirrors: List<URI>, private val patience: Duration) :
    Downloads {
    override fun raced(file: String): String = runSync { race(*requests(file)) }

    override fun firstGood(file: String): String = runSync { firstSuccess(*requests(file)) }

    override fun hedged(file: String): String = runSync { hedge(patience.toKotlinDuration(), *requests(file)) }

    private fun requests(file: String): Array<suspend TaskScope.() -> String> =
        Array(mirrors.size) { i -> { web.get(mirrors[i].resolve(file)).awaitOwned() } }
}
