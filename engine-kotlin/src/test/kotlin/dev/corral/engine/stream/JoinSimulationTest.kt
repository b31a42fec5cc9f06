package dev.corral.engine.stream

import dev.corral.engine.kernel.ItemRules
import dev.corral.engine.stream.kernel.Source
import dev.corral.engine.stream.kernel.flatMap
import dev.corral.engine.stream.kernel.groupBy
import dev.corral.engine.stream.kernel.interleave
import dev.corral.engine.stream.kernel.map
import dev.corral.engine.stream.kernel.mapAsync
import dev.corral.engine.stream.kernel.mapSuspending
import dev.corral.engine.stream.kernel.merge
import dev.corral.engine.stream.kernel.mergeWithPriority
import dev.corral.engine.stream.kernel.onComplete
import dev.corral.engine.stream.kernel.onErrorResume
import dev.corral.engine.stream.kernel.onUndelivered
import dev.corral.engine.stream.kernel.take
import dev.corral.engine.stream.kernel.zip
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** Operators with several sources or several elements at once, in every interleaving of their tasks. */
@Timeout(120)
class JoinSimulationTest {
    /** Those of each source in its order. */
    private fun Case.checkOrderOfEach(out: List<Int>) {
        for ((number, source) in sources.withIndex()) {
            val here = out.filter { it / 1_000 == number }
            check(here == source.emitted.take(here.size)) { "$here of ${source.emitted}" }
        }
    }

    private fun joining(isEarly: Boolean = false, of: Case.(List<Source<Int>>) -> Source<Int>) =
        simulate<Int>(ROUNDS, check = { checkOrderOfEach(it) }) { first ->
            val sources = listOf(first) + List(random.nextInt(4)) { source() }
            val model = Model(of(sources)) { it }.undetermined()
            if (isEarly) model.early() else model
        }

    @Test
    fun `streams that are merged keep their own order and lose nothing`() {
        joining { merge(it, untilFirst = false) }
        joining(isEarly = true) { merge(it, untilFirst = true) }
        joining { mergeWithPriority(it) }
    }

    @Test
    fun `interleaved streams take turns`() {
        simulate<Int>(ROUNDS) { first ->
            val sources = listOf(first as Script) + List(random.nextInt(4)) { source() }
            Model(interleave(sources)) { turns(sources.map { it.emitted }) }
        }
    }

    private fun turns(lists: List<List<Int>>): List<Int> =
        (0 until (lists.maxOfOrNull { it.size } ?: 0)).flatMap { i -> lists.mapNotNull { it.getOrNull(i) } }

    @Test
    fun `zipped streams go in pairs`() {
        simulate<List<Int>>(ROUNDS) { first ->
            val second = source()
            val pairs =
                zip(first, second) { a, b ->
                    if (random.nextInt(20) == 0) lost += b
                    if (b in lost) look(a, oneIn = 1)
                    listOf(a, b)
                }
            Model(pairs) {
                (first as Script).emitted.zip(second.emitted) { a, b -> listOf(a, b) }.filter { it[0] !in lost }
            }
        }
    }

    private fun Case.rules() =
        object : ItemRules {
            override val disposes = true

            override fun dispose(value: Any?) {
                used()
                dropped += value as Int
            }
        }

    @Test
    fun `several elements at once come out in order or as they are done`() {
        var most = 0
        simulate<Int>(ROUNDS) { source ->
            val limit = random.nextInt(1, 5)
            var live = 0
            val mapped =
                mapSuspending<Int, Int>(source, limit, isOrdered = true, rules()) {
                    check(++live <= limit) { "$live of $limit" }
                    most = maxOf(most, live)
                    try {
                        work(it)
                    } finally {
                        live--
                    }
                }
            Model(mapped) { all -> all.filter { it !in lost } }.undetermined()
        }
        check(most == 4) { "never more than $most at once" }
        simulate<Int>(ROUNDS, check = { out -> check(out == out.sorted()) { "$out is not in order" } }) { source ->
            Model(mapSuspending<Int, Int>(source, random.nextInt(1, 5), true, rules()) { work(it) }) { it }
                .undetermined()
        }
        simulate<Int>(ROUNDS) { source ->
            Model(mapSuspending<Int, Int>(source, random.nextInt(1, 5), false, rules()) { work(it) }) { it }
                .undetermined()
        }
    }

    @Test
    fun `functions that answer at once are as good as map`() {
        for (isOrdered in listOf(true, false)) {
            simulate<Int>(ROUNDS) { source ->
                val mapped = mapAsync<Int, Int>(source, random.nextInt(1, 5), isOrdered, rules()) { look(it as Int) }
                Model(mapped) { it }.undetermined()
            }
        }
        simulate<Int>(ROUNDS) { source ->
            Model(mapAsync<Int, Int>(source, 1, true, ItemRules.None) { look(it as Int) }) { all ->
                all.filter { it !in lost }
            }
        }
    }

    @Test
    fun `streams of streams lose none of theirs`() {
        simulate<Int>(ROUNDS, check = { checkOrderOfEach(it) }) { outer ->
            val flat =
                flatMap(outer, random.nextInt(1, 4)) { element ->
                    look(element)
                    lost += element
                    source(random.nextInt(4))
                }
            Model(flat) { it }.undetermined()
        }
        simulate<Int>(ROUNDS) { outer ->
            val flat =
                flatMap(outer) { element ->
                    look(element)
                    lost += element
                    source(random.nextInt(4))
                }
            Model(flat) { all -> all.filter { it >= 1_000 } }
        }
    }

    @Test
    fun `groups pass on what their handlers read and the rest is accounted for`() {
        simulate<Int>(
            ROUNDS,
            check = { out ->
                val streams = out.groupBy { if (it < 1_000) it % 3 else it / 1_000 + 3 }
                check(streams.values.all { it == it.sorted() }) { "$streams" }
            },
        ) { source ->
            val groups =
                groupBy<Int, Int, Int>(source, 3, { look(it, oneIn = 50) % 3 }) { _, group ->
                    when (random.nextInt(5)) {
                        0 -> take(group, random.nextLong(3))
                        1 -> source(random.nextInt(3))
                        2 -> onUndelivered(mapSuspending(group, 2, true, rules()) { work(it) }, disposal)
                        3 -> merge(listOf(source(2), group), untilFirst = false)
                        else -> group
                    }
                }
            Model(groups) { it }.undetermined()
        }
    }

    @Test
    fun `failures are resumed once and ends are told once`() {
        simulate<Int>(ROUNDS) { source ->
            val resumed =
                onErrorResume(source) { failure ->
                    used()
                    check((source as Script).failure === failure)
                    if (random.nextInt(3) == 0) throw failure
                    source.isForgiven = true
                    source()
                }
            Model(resumed) { it }
        }
        val told = mutableListOf<Throwable?>()
        simulate<Int>(
            ROUNDS,
            check = {
                check(told.size == if (sources[0].runs > 0) 1 else 0) { "told $told" }
                told.clear()
            },
        ) { source ->
            Model(
                onComplete(source) {
                    used()
                    told += it
                }
            ) {
                it
            }
        }
    }

    @Test
    fun `what a function makes goes no further than the sink`() {
        simulate<Int>(ROUNDS) { source -> Model(map(source) { look(it) }) { all -> all.filter { it !in lost } } }
    }

    private companion object {
        const val ROUNDS = 2_000
    }
}
