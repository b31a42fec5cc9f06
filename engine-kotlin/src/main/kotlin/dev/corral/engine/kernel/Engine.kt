package dev.corral.engine.kernel

import java.util.Collections
import java.util.concurrent.CancellationException
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.Executor
import java.util.concurrent.atomic.AtomicInteger
import java.util.function.BiConsumer
import java.util.function.Consumer
import kotlin.coroutines.EmptyCoroutineContext
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers

/** What the threads and hooks of an [Engine] are made of; immutable. */
public class EngineOptions
@JvmOverloads
constructor(
    /**
     * Runs blocking bodies; null for virtual threads where they do not pin, else for [blockingLimit] of
     * `Dispatchers.IO`.
     */
    @JvmField public val blocking: Executor? = null,
    /** How many blocking bodies may be at work at once on platform threads of Corral's choice. */
    @JvmField public val blockingLimit: Int = DEFAULT_BLOCKING_LIMIT,
    /** True or false to insist on virtual threads or on platform threads; null to go by the JDK. */
    @JvmField public val virtualThreads: Boolean? = null,
    /** Runs the callbacks that users attach; null for threads that grow as they block. */
    @JvmField public val callbacks: Executor? = null,
    @JvmField public val clock: Clock? = null,
    /** Told of failures that nobody observed, with the name of the task; null to log them. */
    @JvmField public val unobserved: BiConsumer<String, Throwable>? = null,
    @JvmField public val carriers: List<ContextCarrier> = emptyList(),
    /** Whether slf4j's diagnostic context is carried where slf4j is; null for yes, unless a system property says no. */
    @JvmField public val carriesMdc: Boolean? = null,
    /** The same for what is registered with Micrometer's context-propagation. */
    @JvmField public val carriesRegistered: Boolean? = null,
    /** Whether to look for deadlocks; null for what the system property [DiagnosisMode.PROPERTY] says. */
    @JvmField public val diagnosis: DiagnosisMode? = null,
    /** Told of what was found, on a callback thread; null to log it. */
    @JvmField public val found: Consumer<Finding>? = null,
    /** Of how much to take note that has to be closed; null for what the system property [LeakLevel.PROPERTY] says. */
    @JvmField public val leaks: LeakLevel? = null,
    /** After how many nanoseconds to tell of what has not been closed; [FOREVER] for never. */
    @JvmField public val leakAge: Long = FOREVER,
    /** Told of leaks, on a callback thread; null to log them. */
    @JvmField public val leaked: Consumer<Leak>? = null,
    /** After how many nanoseconds a group that is being closed is told of; [FOREVER] for never. */
    @JvmField public val slowClose: Long = DEFAULT_SLOW_CLOSE,
    /** Told of such a group, by name and text, on a callback thread; null to log it. */
    @JvmField public val slowClosed: BiConsumer<String, String>? = null,
    /** Carries on with what a timer began; null for threads that grow. For tests that move the clock by hand. */
    internal val handOvers: Executor? = null,
    /** Runs bodies that do not block; null for one thread for each processor. For tests that choose who runs next. */
    internal val workers: Executor? = null,
) {
    init {
        require(blockingLimit >= 1) { "blockingLimit: $blockingLimit is less than 1" }
    }

    public companion object {
        public const val DEFAULT_BLOCKING_LIMIT: Int = 256

        /** What is cancelled and still runs after half a minute is stuck, or should say why it is not. */
        public const val DEFAULT_SLOW_CLOSE: Long = 30_000_000_000L
    }
}

/**
 * The threads, the clock and the root of one tree of scopes.
 *
 * - *workers* run bodies that do not block; one that waits all the same, through Corral, has another take its place;
 * - *blocking* runs bodies that do;
 * - *callbacks* runs what users attach to futures, disposers, handlers. Its threads grow without limit, so one that
 *   blocks delays neither a timer nor another task's cancellation.
 *
 * All are daemons and start when they are first needed: threads of `Dispatchers.IO`, without its limit, or for blocking
 * bodies virtual ones.
 */
public class Engine(options: EngineOptions) {
    private val systemClock = if (options.clock == null) SystemClock() else null
    private val unobserved =
        options.unobserved ?: BiConsumer { task, error -> warn("nobody observed the failure of '$task'", error) }

    /** What follows the work. */
    @JvmField internal val carriers: Carriers = carriersOf(options)

    /** Whether what is observed is the current observation where it runs. */
    @JvmField internal val opensObservations: Boolean = carriesRegistered(options)

    @JvmField public val clock: Clock = options.clock ?: checkNotNull(systemClock)

    /** Told of all that runs here, if the clock wants to know. */
    private val activity: Activity? = clock as? Activity

    /** For each executor of a user's, in a test. */
    private val lentCounts: MutableMap<Executor, BoundedCount> =
        if (activity == null) Collections.emptyMap() else ConcurrentHashMap()

    /** The clock of what is outside of the process, and takes the time that it takes. */
    internal val clockOutside: Clock
        get() = if (activity == null) clock else default.clock

    /** Whether the time is not the real one. */
    public val isTimeVirtual: Boolean
        get() = activity != null

    /** Whether callbacks may run on a worker that is done, or only where the user wants them. */
    private val callsHere = options.callbacks == null

    /** How many abandoned bodies still run. */
    @JvmField internal val abandoned: AtomicInteger = AtomicInteger()

    private val parallelism = maxOf(2, Runtime.getRuntime().availableProcessors())

    /** Runs bodies that do not block. */
    @JvmField public val workers: Executor = counted(options.workers ?: WorkPool(parallelism, platformThreads()))

    /** The same, for coroutines. */
    internal val workersDispatcher: CoroutineDispatcher =
        if (activity == null) ExecutorDispatcher(workers, WORKERS) else TimedDispatcher(workers, WORKERS, clock)

    private val blockingThreads = options.blocking?.let(::UnboundedThreads) ?: defaultBlocking(options)

    /** Runs blocking bodies. */
    @JvmField
    public val blocking: Executor =
        options.blocking?.let { countOf(it)?.before(blockingThreads) } ?: counted(blockingThreads)

    /** How those stand. */
    public fun blockingLoad(): BlockingLoad = blockingThreads.load()

    /** How many bodies and callbacks there are that have not ended, as far as Corral's own pools know. */
    internal fun inHand(): Int =
        listOf(blockingThreads, workers, callbacks).sumOf { (it as? BlockingThreads)?.inHand() ?: 0 }

    /**
     * Carries on with what a timer began; nothing of a user's ever runs, or blocks, here. Platform threads, for bodies
     * that compute on virtual ones, which are never preempted, could hold up every deadline there.
     */
    internal val handOvers: Executor = counted(options.handOvers ?: platformThreads())

    /** Runs users' callbacks. */
    @JvmField
    internal val callbacks: Executor =
        options.callbacks?.let { orElse(lent(it), handOvers) } ?: counted(elasticThreads())

    private val nesting = NestingExecutor(callbacks)

    /** As [callbacks]; a callback that another one brings about stays on its thread. */
    @JvmField public val userCallbacks: Executor = nesting

    /** Has [complete], which runs callbacks, run on a thread that nothing else waits for: this one, if it can be. */
    internal fun call(complete: Runnable) {
        if (!callsHere || !WorkPool.callHere(complete)) asyncCallbacks.execute(complete)
    }

    /** As [callbacks]; what such a callback brings about stays on its thread, but it starts on one of its own. */
    @JvmField public val asyncCallbacks: Executor = nesting.outermost

    /** After how many nanoseconds the closing of a group has taken long; [FOREVER] for never. */
    @JvmField internal val slowClose: Long = options.slowClose

    private val slowClosed =
        options.slowClosed
            ?: BiConsumer { group, tree ->
                warn("group '$group' is being closed, and waits for what does not end\n$tree")
            }

    private fun counted(executor: Executor): Executor =
        if (activity == null) executor else CountingExecutor(executor, activity)

    /** [executor], which is a user's and does what it wants, for work of this engine. */
    public fun lent(executor: Executor): Executor = countOf(executor)?.before(executor) ?: executor

    /** Counts what is in the line of [executor], which is a user's; null if nobody counts. */
    internal fun countOf(executor: Executor): BoundedCount? =
        if (activity == null) null else lentCounts.computeIfAbsent(executor) { BoundedCount(activity, executor) }

    /** Runs [body] on this thread, which is somebody else's, as work of this engine. */
    internal inline fun <R> onLentThread(body: () -> R): R {
        val told = activity ?: return body()
        told.begun()
        try {
            return CountedPlace(told).hold(body)
        } finally {
            told.ended()
        }
    }

    /** The place of a thread of a pool: [place], and told to whoever counts. */
    internal fun countedPlace(place: Place): Place =
        if (activity == null) place else CountedPlace(activity, outer = place)

    /** Tells that a thread of a pool comes, or that it has left. */
    internal fun threadComes(): Unit = activity?.begun() ?: Unit

    internal fun threadLeaves(): Unit = activity?.ended() ?: Unit

    /** A thread of a pool is idle from here on; it [resumes] before it does anything else. */
    internal fun idles(wait: Standstill): Unit = activity?.waits(wait) ?: Unit

    internal fun resumes(wait: Standstill): Unit = activity?.goesOn(wait) ?: Unit

    /** Looks for deadlocks; null if nobody wants that. */
    @JvmField internal val diagnosis: Diagnosis? = diagnosis(this, options)

    /** Takes note of what has to be closed; null if nobody wants that. */
    @JvmField internal val leaks: Leaks? = leaks(this, options)

    /** The parent of everything that no task began. */
    @JvmField public val root: Scope = Root(this)

    /** The parent of what watches the tree from outside, such as an orderly stop. */
    @JvmField public val control: Scope = Root(this)

    /** Tells the handler for failures that nobody observed, in the context of [scope]: it may log them. */
    internal fun report(scope: Scope, error: Throwable) {
        callbacks.execute { scope.carried.within { reportHere(scope.name(), error) } }
    }

    /** Tells of [group], which does not end though it is being closed, as it is now. */
    internal fun reportSlowClose(group: Scope) {
        val tree = TreeSnapshot.of(group, TreeSnapshot.DEFAULT_LIMIT).text()
        callbacks.execute {
            try {
                slowClosed.accept(group.name(), tree)
            } catch (t: Throwable) {
                reportHere("handler of slow closes", t)
            }
        }
    }

    /** As [report], on the callback thread that this is, for something that is no scope. */
    internal fun reportHere(name: String, error: Throwable) =
        try {
            unobserved.accept(name, error)
        } catch (t: Throwable) {
            uncaught(t)
        }

    init {
        Probes.begin()
        TaskTracking.current()
        Engines.add(this)
        StartUp.once()
    }

    /** Ends the clock: deadlines set after this fail. The other threads are kotlinx's. */
    public fun shutdown() {
        systemClock?.shutdown()
    }

    public companion object {
        /** The engine of everything that was not told another one. */
        @JvmStatic
        public val default: Engine
            get() = everybodys.value

        private val everybodys = lazy { Engine(EngineOptions()) }

        /** [default], if anybody has used it. */
        internal fun defaultIfUsed(): Engine? = if (everybodys.isInitialized()) everybodys.value else null

        /** Whether this JDK has virtual threads, pinned by `synchronized` or not. */
        @JvmStatic public fun hasVirtualThreads(): Boolean = VirtualThreads.factory != null
    }
}

/** The scope of the process: never runs, never ends by itself. */
private class Root(private val own: Engine) : Scope(null, RUNNING or SUPERVISES) {
    override fun ownEngine() = own

    override fun name() = "root"

    override fun begin() = throw IllegalStateException("the root has no body")

    override fun newCancellation(message: String, cause: Throwable?, traced: Boolean) =
        CancellationException("Corral was shut down")
}

/** What a coroutine's context says of the workers. */
private const val WORKERS = "Corral.workers"

/** How many threads for blocking bodies may be on their way at once. */
private const val BLOCKING_CHAINS = 8

private fun defaultBlocking(options: EngineOptions): BlockingThreads {
    val virtual = VirtualThreads.factory
    if (virtual != null && (options.virtualThreads ?: VirtualThreads.doNotPin)) {
        return UnboundedThreads { virtual.newThread(it).start() }
    }
    require(options.virtualThreads != true) { "virtualThreads: this JDK has none" }
    return WorkPool(options.blockingLimit, platformThreads(), BLOCKING_CHAINS)
}

/**
 * Runs users' callbacks: on platform threads, for bodies that compute on virtual ones, which are never preempted, would
 * hold them up, and with them the actions that are to stop those very bodies.
 */
private fun elasticThreads(): Executor = WorkPool(Int.MAX_VALUE, platformThreads(), lendsThreads = false)

/** As [first], and where that refuses, as one that is shut down does, as [spare]: an end must reach whoever waits. */
private fun orElse(first: Executor, spare: Executor) = Executor {
    try {
        first.execute(it)
    } catch (_: Exception) {
        spare.execute(it)
    }
}

/** `Dispatchers.IO` without its limit of 64. */
private fun platformThreads(): Executor {
    val io = Dispatchers.IO.limitedParallelism(Int.MAX_VALUE)
    return Executor { io.dispatch(EmptyCoroutineContext, it) }
}

private fun diagnosis(engine: Engine, options: EngineOptions): Diagnosis? {
    val mode = options.diagnosis ?: DiagnosisMode.configured()
    if (mode == DiagnosisMode.OFF) return null
    return Diagnosis(engine, mode == DiagnosisMode.STRICT, options.found ?: Consumer { warn(it.toString()) })
}

private fun leaks(engine: Engine, options: EngineOptions): Leaks? {
    val level = options.leaks ?: LeakLevel.configured()
    if (level == LeakLevel.OFF) return null
    return Leaks(engine, level, options.leakAge, options.leaked ?: Consumer { warn(it.toString()) })
}

private fun warn(text: String, error: Throwable? = null) {
    System.getLogger("dev.corral").log(System.Logger.Level.WARNING, text, error)
}
