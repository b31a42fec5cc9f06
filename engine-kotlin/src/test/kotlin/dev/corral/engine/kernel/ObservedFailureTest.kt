package dev.corral.engine.kernel

import dev.corral.engine.TaskCancelledException
import dev.corral.engine.bridge.Joining
import dev.corral.engine.testing.awaitUntil
import java.util.concurrent.CompletionException
import java.util.concurrent.atomic.AtomicReference
import kotlin.concurrent.thread
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

private const val ROUNDS = 5_000

/** A thread that waits for a task has observed its failure, though the group around it ends before it gets to run. */
@Timeout(60)
class ObservedFailureTest {
    private val racers = Racers(2)
    private val bench = Bench()
    private val root = bench.scope().begun()
    private val boom = IllegalStateException("boom")

    @AfterEach
    fun stop() {
        racers.close()
        bench.engine.shutdown()
    }

    /** A task of a group that supervises, and ends with it. */
    private fun lastOfItsGroup(): ScopeByHand {
        val group = bench.scope(root, SUPERVISES).begun()
        val task = bench.scope(group).begun()
        group.succeed("value")
        return task
    }

    @Test
    fun `nobody waits`() {
        lastOfItsGroup().fail(boom)
        assertThat(bench.reports.get()).isEqualTo(1)
    }

    /** What [task] was told when it waits for [target], once that thread waits and [then] has been done. */
    private fun joined(target: Scope, task: Scope?, then: () -> Unit): Throwable? {
        val thrown = AtomicReference<Throwable>()
        val join = { thrown.set(runCatching { Joining.join<Any>(target) }.exceptionOrNull()) }
        val waiter = thread { if (task == null) join() else task.within { join() } }
        awaitUntil { waiter.state == Thread.State.WAITING }
        then()
        waiter.join()
        return thrown.get()
    }

    @Test
    fun `a thread waits`() {
        val failing = lastOfItsGroup()
        assertThat(joined(failing, null) { failing.fail(boom) }).hasCause(boom)
        assertThat(bench.reports.get()).isZero()
    }

    @Test
    fun `a task waits that is cancelled later`() {
        val failing = lastOfItsGroup()
        val task = bench.scope(root).begun()
        val thrown =
            joined(failing, task) {
                failing.fail(boom)
                task.cancel()
            }
        assertThat(thrown).hasCause(boom)
        assertThat(bench.reports.get()).isZero()
    }

    @Test
    fun `a task waits that was cancelled before`() {
        val failing = lastOfItsGroup()
        val task = bench.scope(root).begun()
        val thrown =
            joined(failing, task) {
                task.cancel()
                failing.fail(boom)
            }
        assertThat(thrown).isInstanceOf(TaskCancelledException::class.java)
        assertThat(bench.reports.get()).isEqualTo(1)
    }

    @Test
    fun `a task waits that is cancelled together with the one that fails at that`() {
        var cancelled = 0
        repeat(200) {
            val group = bench.scope(root, SUPERVISES).begun()
            val task = bench.scope(group).begun()
            val failing = bench.scope(group).begun()
            // Before the cancellation has got as far as the task that waits; that may have woken by then.
            failing.hook(Hook { failing.fail(boom) })
            val thrown =
                joined(failing, task) {
                    group.cancel()
                    group.stopped()
                }
            task.stopped()
            if (thrown is TaskCancelledException) cancelled++
        }
        assertThat(cancelled).isPositive()
        assertThat(bench.reports.get()).isGreaterThanOrEqualTo(cancelled)
    }

    @Test
    fun `a thread is interrupted, and waits on for what it has to end itself`() {
        val failing = lastOfItsGroup()
        val thrown = AtomicReference<Throwable>()
        val waiter = thread { thrown.set(runCatching { Joining.awaitOwn<Any>(failing) }.exceptionOrNull()) }
        awaitUntil { waiter.state == Thread.State.WAITING }
        waiter.interrupt()
        awaitUntil { failing.isCancelled && waiter.state == Thread.State.WAITING }
        failing.fail(boom)
        waiter.join()
        assertThat(thrown.get()).isSameAs(boom)
        assertThat(bench.reports.get()).isZero()
    }

    @Test
    fun `a failure is thrown or told of, whenever the task that waits is cancelled`() {
        repeat(ROUNDS) { round ->
            val failing = lastOfItsGroup()
            val task = bench.scope(root).begun()
            val before = bench.reports.get()
            val thrown =
                joined(failing, task) {
                    racers.race(
                        {
                            stagger(round)
                            failing.fail(boom)
                        },
                        {
                            stagger(round / 7)
                            task.cancel()
                        },
                    )
                }
            task.stopped()
            if (thrown !is CompletionException) assertThat(bench.reports.get() - before).isEqualTo(1)
        }
    }
}
