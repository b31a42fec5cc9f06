package dev.corral.engine.pool

import dev.corral.engine.pool.process.ProcessFaults
import java.io.IOException

/**
 * The process that ran a job ended before the job did: it crashed, was killed, called `System.exit`, or ran out of
 * memory; or it could not start at all. No other job is affected.
 *
 * ```kotlin
 * try {
 *     log.info(pool.run { exit() })
 * } catch (e: WorkerDiedException) {
 *     log.info("exit code ${e.exitCode}: ${e.lastOutput.trim()}")
 * }
 * ```
 *
 * @property exitCode the exit code of the process; where a signal ended it, what the JDK makes of that (128 + signal)
 * @property lastOutput the end of what it wrote to its standard output and its standard error
 */
public class WorkerDiedException
internal constructor(message: String, public val exitCode: Int, public val lastOutput: String) : IOException(message) {
    private companion object {
        private const val serialVersionUID = 1L
    }
}

/**
 * A job failed in its worker, with an exception that could not be brought back: it cannot be serialized, or its class
 * may not be read here (see [ProcessOptions]).
 *
 * ```kotlin
 * try {
 *     log.info(pool.run { fail() })
 * } catch (e: JobFailedException) {
 *     log.info("${e.type}, at\n${e.remoteTrace}")
 * }
 * ```
 *
 * @property type the name of its class
 * @property remoteTrace its stack trace, as text
 */
public class JobFailedException
internal constructor(message: String, public val type: String, public val remoteTrace: String, cause: Throwable?) :
    Exception(message, cause) {
    private companion object {
        private const val serialVersionUID = 1L
    }
}

/** The exceptions of Kotlin callers. */
internal object KotlinProcessFaults : ProcessFaults {
    override fun died(message: String, exitCode: Int, lastOutput: String) =
        WorkerDiedException(message, exitCode, lastOutput)

    override fun failed(message: String, type: String, trace: String, cause: Throwable?) =
        JobFailedException(message, type, trace, cause)
}
