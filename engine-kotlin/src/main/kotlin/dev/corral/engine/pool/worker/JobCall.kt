package dev.corral.engine.pool.worker

import java.io.ByteArrayInputStream
import java.io.DataInputStream
import java.net.URL
import java.util.concurrent.Callable
import java.util.concurrent.CompletionStage

/** The job in the payload of a frame: the names of the classes whose homes it may use, and the object. */
internal class JobCall(private val payload: ByteArray, private val setup: Setup) {
    fun call(): Any? {
        val bytes = ByteArrayInputStream(payload)
        val origin = DataInputStream(bytes).readUTF()
        val loader = ClassLoader.getSystemClassLoader()
        val rules = ClassRules(setup.patterns, setup.narrowing, homeOf(origin, loader), true, payload.size)
        val job = ObjectReader.read(payload, payload.size - bytes.available(), loader, rules, "the job") as Callable<*>
        val result = job.call()
        check(result !is CompletionStage<*>) {
            "the job returned a stage, which nobody awaits here: a job returns its value itself"
        }
        return result
    }

    private fun homeOf(origin: String, loader: ClassLoader): Set<URL> =
        try {
            setOfNotNull(ClassRules.locationOf(Class.forName(origin, false, loader)))
        } catch (e: ClassNotFoundException) {
            throw ClassNotFoundException(
                "$origin, the class of the job, is not on the class or module path of the workers: see " +
                    "ProcessOptions.classPath",
                e,
            )
        }
}
