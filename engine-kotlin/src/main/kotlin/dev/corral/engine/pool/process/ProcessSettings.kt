package dev.corral.engine.pool.process

import dev.corral.engine.kernel.FOREVER
import dev.corral.engine.kernel.describe
import dev.corral.engine.pool.WhenFull
import dev.corral.engine.pool.worker.ClassPattern
import java.io.ObjectInputFilter
import java.nio.file.Path
import java.util.concurrent.TimeUnit

/** What users may say of a pool of processes, checked; immutable. Times are in nanoseconds, [FOREVER] for no end. */
@ConsistentCopyVisibility
public data class ProcessSettings
private constructor(
    val name: String?,
    val jvmArgs: List<String>,
    val classPath: List<Path>?,
    val modulePath: List<Path>?,
    val maxJobs: Long,
    val maxAge: Long,
    val keepAlive: Long,
    val isWarm: Boolean,
    val grace: Long,
    val startTimeout: Long,
    val maxFrame: Int,
    val allowing: List<String>,
    val filters: List<String>,
    val resultFilter: ObjectInputFilter?,
    val listener: OutputListener?,
    val queueCapacity: Int,
    val whenFull: WhenFull,
) {
    public fun name(name: String): ProcessSettings = copy(name = name)

    /** Flags of the JVM, before those that have been given. */
    public fun jvmArgs(flags: List<String>): ProcessSettings = copy(jvmArgs = jvmArgs + flags)

    public fun heap(size: String): ProcessSettings {
        require(HEAP.matches(size)) { "heap: '$size' is not a size, such as '512m' or '2g'" }
        return jvmArgs(listOf("-Xmx$size"))
    }

    public fun classPath(path: List<Path>): ProcessSettings = copy(classPath = path.toList())

    public fun modulePath(path: List<Path>): ProcessSettings = copy(modulePath = path.toList())

    public fun recycleAfter(jobs: Long): ProcessSettings {
        require(jobs >= 1) { "recycleAfter: $jobs jobs are less than 1" }
        return copy(maxJobs = jobs)
    }

    public fun recycleAfterNanos(age: Long): ProcessSettings {
        require(age > 0) { "recycleAfter: ${describe(age)} is not positive" }
        return copy(maxAge = age)
    }

    public fun keepAlive(nanos: Long): ProcessSettings {
        require(nanos >= 0) { "keepAlive: ${describe(nanos)} is negative" }
        return copy(keepAlive = nanos)
    }

    public fun warm(): ProcessSettings = copy(isWarm = true)

    public fun grace(nanos: Long): ProcessSettings {
        require(nanos >= 0) { "grace: ${describe(nanos)} is negative" }
        return copy(grace = nanos)
    }

    public fun startTimeout(nanos: Long): ProcessSettings {
        require(nanos > 0) { "startTimeout: ${describe(nanos)} is not positive" }
        return copy(startTimeout = nanos)
    }

    public fun maxFrame(bytes: Int): ProcessSettings {
        require(bytes >= LEAST_FRAME) { "maxFrame: $bytes bytes are less than $LEAST_FRAME" }
        return copy(maxFrame = bytes)
    }

    public fun allowing(patterns: List<String>): ProcessSettings =
        copy(allowing = allowing + patterns.map(ClassPattern::checked))

    public fun filter(pattern: String): ProcessSettings {
        try {
            ObjectInputFilter.Config.createFilter(pattern)
        } catch (e: IllegalArgumentException) {
            throw IllegalArgumentException("filter: '$pattern' is no pattern of ObjectInputFilter: ${e.message}", e)
        }
        return copy(filters = filters + pattern)
    }

    public fun filter(filter: ObjectInputFilter): ProcessSettings =
        copy(resultFilter = ObjectInputFilter.merge(filter, resultFilter))

    public fun onOutput(listener: OutputListener): ProcessSettings = copy(listener = listener)

    public fun queueCapacity(capacity: Int): ProcessSettings {
        require(capacity >= 0) { "queueCapacity: $capacity is negative" }
        return copy(queueCapacity = capacity)
    }

    public fun whenFull(answer: WhenFull): ProcessSettings {
        require(answer != WhenFull.CALLER_RUNS) {
            "whenFull: $answer, but a job for a process does not run in this one"
        }
        return copy(whenFull = answer)
    }

    override fun toString(): String =
        listOfNotNull(
                name,
                "jvmArgs $jvmArgs",
                "queueCapacity ${if (queueCapacity == Int.MAX_VALUE) "unlimited" else queueCapacity}",
                "$whenFull",
                "keepAlive ${time(keepAlive)}",
                "grace ${time(grace)}",
                "warm".takeIf { isWarm },
            )
            .joinToString(prefix = "ProcessOptions[", postfix = "]")

    private fun time(nanos: Long) = if (nanos == FOREVER) "unlimited" else describe(nanos)

    /** For workers that are child JVMs; [needed] are classes whose jars these need in any case. */
    internal fun rules(faults: ProcessFaults, needed: List<Class<*>>): ProcessRules =
        ProcessRules(this, ChildJvm(jvmArgs, classPath, modulePath, needed), faults)

    public companion object {
        private val HEAP = Regex("[1-9][0-9]*[kKmMgG]?")

        /** Room for the text of a failure, which comes in any case. */
        private const val LEAST_FRAME = 256 * 1024
        private const val DEFAULT_FRAME = 64 * 1024 * 1024

        @JvmField
        public val DEFAULTS: ProcessSettings =
            ProcessSettings(
                name = null,
                jvmArgs = listOf(),
                classPath = null,
                modulePath = null,
                maxJobs = Long.MAX_VALUE,
                maxAge = FOREVER,
                keepAlive = FOREVER,
                isWarm = false,
                grace = TimeUnit.SECONDS.toNanos(1),
                startTimeout = TimeUnit.SECONDS.toNanos(30),
                maxFrame = DEFAULT_FRAME,
                allowing = listOf(),
                filters = listOf(),
                resultFilter = null,
                listener = null,
                queueCapacity = Int.MAX_VALUE,
                whenFull = WhenFull.REJECT,
            )
    }
}
