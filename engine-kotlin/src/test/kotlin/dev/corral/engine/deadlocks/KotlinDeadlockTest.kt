package dev.corral.engine.deadlocks

import dev.corral.engine.DeadlockException
import dev.corral.engine.Operation
import dev.corral.engine.TaskHandle
import dev.corral.engine.TaskScope
import dev.corral.engine.interop.runSync
import dev.corral.engine.interop.toThread
import dev.corral.engine.kernel.DiagnosisMode
import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.EngineOptions
import dev.corral.engine.kernel.Finding
import dev.corral.engine.kernel.PermitHandle
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.WaitingForScope
import dev.corral.engine.sync.AsyncLock
import dev.corral.engine.taskGroup
import java.util.concurrent.LinkedBlockingQueue
import java.util.function.Consumer
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

@Timeout(60)
class KotlinDeadlockTest {
    private val findings = LinkedBlockingQueue<Finding>()
    private val engine = engine(DiagnosisMode.STRICT)
    private val a = AsyncLock("a")
    private val b = AsyncLock("b")
    private val c = AsyncLock("c")

    private fun engine(mode: DiagnosisMode) =
        Engine(EngineOptions(diagnosis = mode, found = Consumer(findings::add), unobserved = { _, _ -> }))

    private fun task(name: String, engine: Engine = this.engine, block: suspend TaskScope.() -> Unit): Scope {
        val task = Operation(engine.root, name, block = block)
        task.attachToLiving()
        task.dispatchBody(engine.workersDispatcher)
        return task
    }

    private fun failures(vararg tasks: Scope): List<Throwable> {
        tasks.forEach { WaitingForScope(it).awaitInterruptibly() }
        return tasks.mapNotNull { task -> task.failure().also { task.observe() } }
    }

    private fun next(kind: Finding.Kind = Finding.Kind.DEADLOCK): Finding {
        while (true) findings.take().let { if (it.kind == kind) return it }
    }

    private fun nothingIsLeft() {
        for (lock in listOf(a, b, c)) {
            assertThat(lock.isLocked).`as`("%s", lock).isFalse()
            assertThat(lock.statistics().waiting).isZero()
        }
        assertThat(engine.diagnosis?.isIdle).isTrue()
    }

    private fun Finding.names() = tasks.map { it.task }.sorted()

    private suspend fun both(
        first: AsyncLock,
        second: AsyncLock,
        mine: CompletableDeferred<Unit>,
        other: CompletableDeferred<Unit>,
    ) {
        first.withLock {
            mine.complete(Unit)
            other.await()
            second.withLock {}
        }
    }

    @Test
    fun `of two that wait for each other the youngest fails`() {
        repeat(1_000) {
            val one = CompletableDeferred<Unit>()
            val two = CompletableDeferred<Unit>()
            val failures = failures(task("one") { both(a, b, one, two) }, task("two") { both(b, a, two, one) })
            val failure = failures.single() as DeadlockException
            assertThat(failure.report.tasks.map { it.task }).containsExactlyInAnyOrder("one", "two")
            val finding = next()
            assertThat(finding.names()).containsExactly("one", "two")
            for (part in finding.tasks) {
                assertThat(part.site.first().fileName).isEqualTo("KotlinDeadlockTest.kt")
                assertThat(part.holds.single().site.first().fileName).isEqualTo("KotlinDeadlockTest.kt")
            }
        }
        nothingIsLeft()
    }

    @Test
    fun `of three that wait for each other one fails`() {
        repeat(300) {
            val all = List(3) { CompletableDeferred<Unit>() }
            val failures =
                failures(
                    task("one") { both(a, b, all[0], all[1]) },
                    task("two") { both(b, c, all[1], all[2]) },
                    task("three") { both(c, a, all[2], all[0]) },
                )
            assertThat(failures.single()).isInstanceOf(DeadlockException::class.java)
            assertThat(next().names()).containsExactly("one", "three", "two")
        }
        nothingIsLeft()
    }

    @Test
    fun `a holder that awaits a task that waits for the lock`() {
        repeat(300) {
            val held = CompletableDeferred<Unit>()
            lateinit var needs: Scope
            needs =
                task("needs") {
                    held.await()
                    a.withLock {}
                }
            val holds =
                task("holds") {
                    a.withLock {
                        held.complete(Unit)
                        TaskHandle<Unit>(needs).await()
                    }
                }
            assertThat(failures(needs, holds)).isNotEmpty().allMatch { it is DeadlockException }
            assertThat(next().names()).containsExactly("holds", "needs")
        }
        nothingIsLeft()
    }

    @Test
    fun `a group in a lock that its task needs`() {
        val holds = task("holds") { a.withLock { taskGroup { spawn("child") { a.withLock {} } } } }
        assertThat(failures(holds).single()).isInstanceOf(DeadlockException::class.java)
        assertThat(next().names()).containsExactly("child", "holds")
        nothingIsLeft()
    }

    @Test
    fun `a thread in a lock that another task needs`() {
        repeat(100) {
            val held = CompletableDeferred<Unit>()
            val needs =
                task("needs") {
                    held.await()
                    a.withLock {}
                }
            val holds =
                task("holds") {
                    a.withLock {
                        toThread {
                            runSync {
                                held.complete(Unit)
                                TaskHandle<Unit>(needs).await()
                            }
                        }
                    }
                }
            assertThat(failures(needs, holds)).isNotEmpty().allMatch { it is DeadlockException }
            assertThat(next().names()).contains("needs")
        }
        nothingIsLeft()
    }

    @Test
    fun `a coroutine beside the one that waits may release the lock`() {
        repeat(200) {
            val held = CompletableDeferred<Unit>()
            val needed = CompletableDeferred<Unit>()
            val one =
                task("one") {
                    val permit = a.acquire()
                    held.complete(Unit)
                    needed.await()
                    coroutineScope {
                        launch {
                            while (a.statistics().waiting + b.statistics().waiting < 2) delay(1.milliseconds)
                            permit.close()
                        }
                        b.withLock {}
                    }
                }
            val two =
                task("two") {
                    b.withLock {
                        needed.complete(Unit)
                        held.await()
                        a.withLock {}
                    }
                }
            assertThat(failures(one, two)).isEmpty()
            findings.removeIf { it.kind == Finding.Kind.LOCK_ORDER }
            assertThat(findings).isEmpty()
        }
        nothingIsLeft()
    }

    @Test
    fun `a wait with a time limit is no part of a deadlock`() {
        val one = CompletableDeferred<Unit>()
        val two = CompletableDeferred<Unit>()
        val failures =
            failures(
                task("one") { both(a, b, one, two) },
                task("two") {
                    b.withLock {
                        two.complete(Unit)
                        one.await()
                        assertThat(a.tryAcquire(300.milliseconds)).isNull()
                    }
                },
            )
        assertThat(failures).isEmpty()
        assertThat(next(Finding.Kind.LOCK_ORDER).names()).containsExactly("one", "two")
        assertThat(findings).isEmpty()
        nothingIsLeft()
    }

    @Test
    fun `off nothing is recorded`() {
        checkNotNull(engine.diagnosis)
        val off = engine(DiagnosisMode.OFF)
        assertThat(off.diagnosis).isNull()
        val task =
            task("holder", off) {
                val permit = a.acquire()
                // A tracked one stands for it.
                val hold = (permit as? PermitHandle)?.granted ?: permit
                assertThat((hold as AsyncLock.Hold).holding).isNull()
                taskGroup { spawn { b.withLock {} } }
                permit.close()
            }
        assertThat(failures(task)).isEmpty()
        nothingIsLeft()
    }

    @Test
    fun `the system property sets the mode`() {
        val before = System.getProperty(DiagnosisMode.PROPERTY)
        try {
            System.clearProperty(DiagnosisMode.PROPERTY)
            assertThat(DiagnosisMode.configured()).isEqualTo(DiagnosisMode.OFF)
            System.setProperty(DiagnosisMode.PROPERTY, "strict")
            assertThat(DiagnosisMode.configured()).isEqualTo(DiagnosisMode.STRICT)
            System.setProperty(DiagnosisMode.PROPERTY, "stict")
            assertThatThrownBy { DiagnosisMode.configured() }
                .isInstanceOf(IllegalArgumentException::class.java)
                .hasMessage("dev.corral.diagnosis: 'stict' is none of off, report and strict")
        } finally {
            if (before == null) System.clearProperty(DiagnosisMode.PROPERTY)
            else System.setProperty(DiagnosisMode.PROPERTY, before)
        }
    }
}
