package dev.corral.engine.channel

import dev.corral.engine.kernel.Racers
import dev.corral.engine.kernel.stagger
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.TimeUnit.SECONDS
import kotlin.time.Duration.Companion.microseconds
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart.LAZY
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

private val KINDS =
    listOf<((Int) -> Unit) -> ElementQueue<Int>>(
        { AsyncQueue.rendezvous() },
        { AsyncQueue.bounded(1, onUndelivered = it) },
        { AsyncQueue.bounded(3, onUndelivered = it) },
        { AsyncQueue.unlimited(onUndelivered = it) },
        { AsyncQueue.dropping(1, onUndelivered = it) },
        { AsyncPriorityQueue.bounded(1, onUndelivered = it) },
    )

/** What went in, came out, was undelivered and is still in, to the element. */
@Timeout(600)
class QueueRaceTest {
    @Test fun `every element is got or accounted for`() = rounds(20_000) { it % KINDS.size }

    @Test
    @Tag("stress")
    fun `every element of every kind of queue is got or accounted for`() {
        for (kind in KINDS.indices) rounds(60_000) { kind }
    }

    @Test fun `every element of a choice is got once and put once`() = selectRounds(20_000)

    @Test
    @Tag("stress")
    fun `every element of a choice is got once and put once in many rounds`() = selectRounds(120_000)

    private fun rounds(rounds: Int, kind: (Int) -> Int) {
        Racers(4).use { racers -> repeat(rounds) { Round(it, KINDS[kind(it)]).run(racers) } }
    }

    private fun selectRounds(rounds: Int) {
        Racers(4).use { racers -> repeat(rounds) { SelectRound(it).run(racers) } }
    }

    @Test
    fun `each producer's elements come in its order`() =
        runBlocking<Unit> {
            for (kind in KINDS - KINDS[4] - KINDS[5]) {
                val queue = kind {}
                val each = 5_000
                val got = List(2) { ArrayList<Int>(2 * each) }
                val consumers = got.map { mine ->
                    launch(Dispatchers.Default) { repeat(each) { mine += queue.get() } }
                }
                repeat(2) { producer ->
                    launch(Dispatchers.Default) { repeat(each) { queue.put(2 * it + producer) } }
                }
                consumers.forEach { it.join() }
                for (mine in got) for (producer in 0..1) assertThat(mine.filter { it % 2 == producer }).isSorted()
                assertThat(got.flatten().toSet()).hasSize(2 * each)
            }
        }

    @Test
    fun `time limits and closes meet hand-overs`() =
        runBlocking<Unit> {
            val queue = AsyncQueue.rendezvous<Int>()
            val put = ConcurrentLinkedQueue<Int>()
            val got = ConcurrentLinkedQueue<Int>()
            val limit = 50.microseconds
            val getters =
                List(2) {
                    launch(Dispatchers.Default) {
                        try {
                            while (true) queue.tryGet(limit)?.let(got::add)
                        } catch (_: QueueClosed) {}
                    }
                }
            val putters =
                List(2) { producer ->
                    launch(Dispatchers.Default) {
                        repeat(10_000) { if (queue.tryPut(2 * it + producer, limit)) put += 2 * it + producer }
                    }
                }
            putters.forEach { it.join() }
            queue.close()
            getters.forEach { it.join() }
            assertThat(got.sorted()).isEqualTo(put.sorted())
        }
}

private class Round(private val round: Int, kind: ((Int) -> Unit) -> ElementQueue<Int>) {
    private val undelivered = ConcurrentLinkedQueue<Int>()
    private val put = ConcurrentLinkedQueue<Int>()
    private val got = ConcurrentLinkedQueue<Int>()
    private val queue = kind { undelivered.add(it) }
    private val scope = CoroutineScope(Dispatchers.Unconfined)
    private val puts = List(4) { x -> job { queue.put(x).also { put += x } } }
    private val gets = List(3) { job { got += queue.get() } }

    private fun job(step: suspend () -> Unit): Job =
        scope.launch(start = LAZY) {
            try {
                step()
            } catch (_: QueueClosed) {}
        }

    fun run(racers: Racers) {
        val ending = round / 6 % 4
        racers.race(
            {
                puts[0].start()
                stagger(round)
                puts[1].start()
                puts[2].start()
            },
            {
                gets[0].start()
                gets[1].start()
                stagger(round / 3)
                if (queue.tryPutQuietly(9)) put += 9
                gets[2].start()
            },
            {
                stagger(round / 7)
                puts[round % 3].cancel()
                gets[0].cancel()
                puts[3].start()
            },
            {
                stagger(round / 5)
                gets[1].cancel()
                when (ending) {
                    1 -> queue.close()
                    2 -> queue.cancel()
                    else -> queue.tryGetQuietly()?.let(got::add)
                }
            },
        )
        // What waits yet is served or refused, and what is in there is taken.
        while (true) got += queue.tryGetQuietly() ?: break
        queue.close()
        val jobs = puts + gets
        check(jobs.all { it.isCompleted }) { "round $round: still waiting: $queue" }
        check(queue.statistics().run { size + waitingPuts + waitingGets } == 0) { "round $round: left in $queue" }
        val deadline = System.nanoTime() + SECONDS.toNanos(20)
        while (got.size + undelivered.size < put.size && System.nanoTime() < deadline) Thread.onSpinWait()
        val out = (got + undelivered).sorted()
        check(out == put.sorted()) { "round $round: put $put, got $got, undelivered $undelivered" }
    }
}

private fun ElementQueue<Int>.tryPutQuietly(x: Int): Boolean =
    try {
        tryPut(x)
    } catch (_: QueueClosed) {
        false
    }

private fun ElementQueue<Int>.tryGetQuietly(): Int? =
    try {
        tryGet()
    } catch (_: QueueClosed) {
        null
    }

/** Selects on both sides of two queues, one with a buffer and one without, with plain puts and gets between them. */
private class SelectRound(private val round: Int) {
    private val a = AsyncQueue.rendezvous<Int>("a")
    private val b = AsyncQueue.bounded<Int>(1, "b")
    private val put = ConcurrentLinkedQueue<String>()
    private val got = ConcurrentLinkedQueue<String>()
    private val scope = CoroutineScope(Dispatchers.Unconfined)

    private val putters =
        List(3) { x ->
            job {
                Select.of {
                    if (x != 1) a.onPut(x) { put += "a$x" }
                    b.onPut(x) { put += "b$x" }
                    if (x == 1) a.onPut(x) { put += "a$x" }
                }
            }
        }
    private val getters =
        List(3) {
            job {
                Select.of {
                    b.onGet { x -> got += "b$x" }
                    a.onGet { x -> got += "a$x" }
                }
            }
        }
    private val both = job {
        Select.of {
            a.onGet { x -> got += "a$x" }
            a.onPut(7) { put += "a7" }
        }
    }

    private fun job(step: suspend () -> Unit): Job =
        scope.launch(start = LAZY) {
            try {
                step()
            } catch (_: QueueClosed) {}
        }

    fun run(racers: Racers) {
        racers.race(
            {
                putters[0].start()
                stagger(round)
                putters[1].start()
                if (round % 2 == 0) both.start()
            },
            {
                getters[0].start()
                getters[1].start()
                stagger(round / 3)
                if (round % 2 == 1) both.start()
                getters[2].start()
            },
            {
                stagger(round / 7)
                putters[round % 3].cancel()
                putters[2].start()
                if (round % 5 == 0) both.cancel()
            },
            {
                stagger(round / 5)
                getters[round % 2].cancel()
                a.tryGetQuietly()?.let { got += "a$it" }
                if (a.tryPutQuietly(9)) put += "a9"
                if (round % 3 == 0) b.close()
            },
        )
        while (true) got += "a" + (a.tryGetQuietly() ?: break)
        while (true) got += "b" + (b.tryGetQuietly() ?: break)
        while (true) got += "a" + (a.tryGetQuietly() ?: break)
        a.close()
        b.close()
        check((putters + getters + both).all { it.isCompleted }) { "round $round: still waiting" }
        for (queue in listOf(a, b)) {
            check(queue.statistics().run { size + waitingPuts + waitingGets } == 0) { "round $round: left in $queue" }
        }
        check(got.sorted() == put.sorted()) { "round $round: put $put, got $got" }
    }
}
