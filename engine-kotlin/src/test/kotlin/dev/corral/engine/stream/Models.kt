package dev.corral.engine.stream

import dev.corral.engine.kernel.Scope
import dev.corral.engine.stream.kernel.Source

/**
 * An operator and what it makes, undisturbed, of the elements that come in.
 *
 * @property stream the operator over its sources
 * @property expected what comes out of it when so much goes in, in this order
 */
internal class Model<T : Any>(val stream: Source<T>, val expected: (List<Int>) -> List<T>) {
    /** Whether elements that come out are those that go in. */
    var conserves = true
        private set

    /** Whether what comes out is determined by what goes in, and not by what comes first. */
    var isDetermined = true
        private set

    /** What comes out depends on what comes when; the case has its own checks of that. */
    fun undetermined() = apply { isDetermined = false }

    /** Whether it may end before all its sources have, so that a failure of theirs may lie ahead of the end. */
    var endsEarly = false
        private set

    /** It may end before its sources do. */
    fun early() = apply { endsEarly = true }

    /** What comes out is not what goes in: every element is seen by a function. */
    fun transforming() = apply { conserves = false }

    /** A function of the user's sees each element before the operator lets it pass, or does not. */
    fun seen() = apply { conserves = false }
}

/**
 * Runs [rounds] cases of the operator that [make] makes: random pauses, failures of sources and sink, early ends and
 * cancellations, in a random interleaving; and checks of each that it ends, leaves nothing behind, ends as it has to,
 * delivers a prefix of what the model expects, all of it if it was not disturbed, and loses no element.
 */
internal fun <T : Any> simulate(
    rounds: Int,
    firstSeed: Long = 0,
    check: Case.(List<T>) -> Unit = {},
    make: Case.(Source<Int>) -> Model<T>,
) {
    for (seed in firstSeed until firstSeed + rounds) {
        try {
            Case(seed).simulate(make, check)
        } catch (t: Throwable) {
            throw AssertionError("seed $seed: ${t.message}", t)
        }
    }
}

private fun <T : Any> Case.simulate(make: Case.(Source<Int>) -> Model<T>, check: Case.(List<T>) -> Unit) {
    val model = make(source())
    val taker = Taker<T>(this)
    val run = simulation.begin { model.stream.run(taker) }
    val isCancelled = random.nextInt(3) == 0
    if (isCancelled) simulation.after(random.nextLong(1, 150)) { run.cancel() }
    simulation.driveToTheEndOf(run)
    hasEnded = true
    simulation.settle()

    check(sources.none { it.isOpen }) { "a source was left open" }
    // A source may have failed ahead of what anybody wanted of it.
    check(simulation.reports.all { told -> (model.endsEarly || !isWanted(taker, run)) && isPlanned(told) }) {
        "unobserved: ${simulation.reports}"
    }
    val failure = run.failure()
    val source = failure?.takeIf(::isPlanned)
    when {
        taker.hasFailed ->
            check(failure === taker.failure || source != null && taker.failure in source.suppressed) {
                "the sink failed, and not the run: $failure"
            }
        taker.hadEnough -> check(failure == null || source != null) { "failed with $failure" }
        failure != null -> checkNotNull(source) { "failed with what nobody threw: $failure" }
        run.hasValue -> check(model.endsEarly || sources.none { it.hasFailed }) { "a failure got lost" }
        else -> check(isCancelled) { "cancelled by nobody" }
    }
    @Suppress("UNCHECKED_CAST") // what the operator emits
    val out = delivered.map { it.second as T }
    val expected = model.expected(entered)
    val isUndisturbed = !taker.hasFailed && !taker.hadEnough && (run.hasValue || failure != null)
    if (model.isDetermined) {
        check(out == if (isUndisturbed) expected else expected.take(out.size)) { "$out in place of $expected" }
    }
    if (model.conserves) checkConserved(out)
    check(out)
}

/** Whether whatever its sources failed with was to be what the run fails with. */
private fun isWanted(taker: Taker<*>, run: Scope) = !taker.hadEnough && !taker.hasFailed && run.hasValue

/** Whether [error] is what a source or a function was to fail with. */
private fun Case.isPlanned(error: Throwable) = sources.any { it.failure === error } || thrown.any { it === error }

/** Every element went to the sink, to the disposal, or no further than a function, once. */
private fun Case.checkConserved(out: List<Any>) {
    val reached = out.flatMap { if (it is List<*>) it else listOf(it) }
    val accounted = (reached + dropped + lost).sortedBy { it as Int }
    check(accounted == entered.sorted()) { "entered $entered, delivered $reached, dropped $dropped, lost $lost" }
}
