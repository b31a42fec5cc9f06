package dev.corral.engine.pool.process

import dev.corral.engine.pool.worker.WorkerMain
import java.io.File
import java.io.InputStream
import java.io.OutputStream
import java.nio.file.Path
import java.util.concurrent.CompletableFuture
import kotlinx.coroutines.Job

/**
 * Starts workers as child JVMs: the same Java as this one, with the same class and module path unless others are given.
 */
public class ChildJvm(
    /** The flags that the user gives. */
    private val flags: List<String>,
    /** In place of this JVM's; null for that. */
    private val classPath: List<Path>?,
    private val modulePath: List<Path>?,
    /** Classes whose jars a stated path needs in any case. */
    private val needed: List<Class<*>>,
) : Launcher {
    private val command = command()

    override fun launch(): WorkerProcess = Child(ProcessBuilder(command).start())

    private fun command(): List<String> = buildList {
        add(Path.of(System.getProperty("java.home"), "bin", "java").toString())
        addAll(FIXED_FLAGS)
        addAll(flags)
        val isStated = classPath != null || modulePath != null
        if (isStated) addAll(statedPaths()) else addAll(ownPaths())
    }

    /** Ours go where the others are: a class path, if one is stated. */
    private fun statedPaths(): List<String> = buildList {
        val ours = ownJars()
        if (modulePath != null) {
            addAll(listOf("--module-path", joined(if (classPath == null) modulePath + ours else modulePath)))
            addAll(listOf("--add-modules", "ALL-MODULE-PATH"))
        }
        if (classPath != null) {
            addAll(listOf("-cp", joined(classPath + ours), MAIN))
        } else {
            addAll(listOf("--module", "$MODULE/$MAIN"))
        }
    }

    private fun ownPaths(): List<String> = buildList {
        val modules = System.getProperty("jdk.module.path").orEmpty()
        val classes = System.getProperty("java.class.path").orEmpty()
        if (modules.isNotEmpty()) addAll(listOf("--module-path", modules))
        if (classes.isNotEmpty()) addAll(listOf("-cp", classes))
        val roots = namedModules()
        if (roots.isNotEmpty()) addAll(listOf("--add-modules", roots.joinToString(",")))
        if (WorkerMain::class.java.module.isNamed) addAll(listOf("--module", "$MODULE/$MAIN")) else add(MAIN)
    }

    /** The modules of this process that are not the JDK's. */
    private fun namedModules(): List<String> =
        ModuleLayer.boot()
            .configuration()
            .modules()
            .filter { resolved ->
                val location = resolved.reference().location().orElse(null)
                // The image that Java runs from may have modules of the user's, too.
                location != null && (location.scheme != "jrt" || !isOfJava(resolved.name()))
            }
            .map { it.name() }
            .sorted()

    private fun isOfJava(module: String) = module.startsWith("java.") || module.startsWith("jdk.")

    private fun ownJars(): List<Path> =
        (listOf(WorkerMain::class.java, Unit::class.java, Job::class.java) + needed)
            .mapNotNull { it.protectionDomain.codeSource?.location }
            .filter { it.protocol == "file" }
            .map { Path.of(it.toURI()) }
            .distinct()

    private fun joined(paths: List<Path>) = paths.distinct().joinToString(File.pathSeparator)

    private class Child(private val process: Process) : WorkerProcess {
        override val pid: Long = process.pid()
        override val output: InputStream = process.inputStream
        override val input: OutputStream = process.outputStream
        override val errors: InputStream = process.errorStream

        override val isAlive: Boolean
            get() = process.isAlive

        override fun kill() {
            // Those that it began first: once it is gone, nobody can tell whose they were.
            val descendants = process.toHandle().descendants().use { it.toList() }
            // Through its handle: the process itself would close the pipes, and with them what it said last.
            process.toHandle().destroyForcibly()
            descendants.forEach(ProcessHandle::destroyForcibly)
        }

        override fun onExit(): CompletableFuture<Int> = process.onExit().thenApply { it.exitValue() }

        override fun close() {
            for (pipe in listOf(process.outputStream, process.inputStream, process.errorStream)) runCatching {
                pipe.close()
            }
        }
    }

    private companion object {
        val MAIN: String = WorkerMain::class.java.name
        const val MODULE = "dev.corral.engine"

        /**
         * The virtual machine itself never writes to the pipe of the frames, leaves no file behind when it is killed,
         * and does not go on without memory.
         */
        val FIXED_FLAGS =
            listOf(
                "-XX:+DisplayVMOutputToStderr",
                "-Xlog:disable",
                "-Xlog:all=warning:stderr",
                "-XX:-UsePerfData",
                "-XX:+ExitOnOutOfMemoryError",
            )
    }
}
