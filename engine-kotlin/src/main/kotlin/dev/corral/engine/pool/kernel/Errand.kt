package dev.corral.engine.pool.kernel

import java.io.ObjectOutputStream
import java.io.Serializable
import java.util.concurrent.Callable

/** What an executor is given to run [job]; a copy of it, in whatever process, just calls [body]. */
internal class Errand(private val body: Callable<*>, @Transient private val job: ExecutorJob?) :
    Callable<Any?>, Serializable {
    override fun call(): Any? {
        if (job == null || job.isAway) return PoolJob.valueOf(body, "a job")
        job.runHere()
        return null
    }

    private fun writeObject(out: ObjectOutputStream) {
        out.defaultWriteObject()
        job?.goesAway()
    }

    override fun toString(): String = job?.task?.name() ?: "job of a pool"

    private companion object {
        const val serialVersionUID = 1L
    }
}
