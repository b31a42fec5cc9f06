package dev.corral.engine.diagnostics

import java.io.IOException
import java.io.PrintStream
import java.nio.file.InvalidPathException
import java.nio.file.Path
import kotlin.system.exitProcess

/**
 * [Timeline.write] for the command line: `java -cp … dev.corral.engine.diagnostics.TimelineTool in.jfr out.html`.
 *
 * ```kotlin
 * val status = TimelineTool.run(arrayOf("requests.jfr", "requests.html"), System.out, System.err)
 * ```
 *
 * Ends with status 0 when the page is written, with 1 when it cannot be, and with 2 when asked for something else.
 */
public object TimelineTool {
    private const val USAGE = "usage: TimelineTool <recording.jfr> <page.html>"

    /** Runs the tool and ends the process. */
    @JvmStatic
    public fun main(args: Array<String>) {
        val status = run(args, System.out, System.err)
        if (status != 0) exitProcess(status)
    }

    /** As [main], in a process that goes on; returns the status. */
    @JvmStatic
    public fun run(args: Array<String>, out: PrintStream, errors: PrintStream): Int {
        if (args.size != 2) {
            errors.println(USAGE)
            return 2
        }
        try {
            val page = Path.of(args[1])
            Timeline.write(Path.of(args[0]), page)
            out.println("written: ${page.toAbsolutePath()}")
            return 0
        } catch (e: IOException) {
            errors.println(e.message)
            return 1
        } catch (e: InvalidPathException) {
            errors.println(e.message)
            return 2
        } catch (_: NoClassDefFoundError) {
            errors.println("the module jdk.jfr is not there: run on a JDK that has it, or with --add-modules jdk.jfr")
            return 1
        }
    }
}
