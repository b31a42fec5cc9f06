package dev.corral.engine.pool.process

import java.io.IOException
import java.io.InputStream
import java.io.OutputStream
import java.util.concurrent.CompletableFuture

/** Starts the processes that workers are. */
public fun interface Launcher {
    /**
     * Starts one.
     *
     * @throws IOException if the system cannot
     */
    public fun launch(): WorkerProcess
}

/** The process of a worker, as its pool sees it; a seam for tests, which simulate deaths by the thousand. */
public interface WorkerProcess {
    public val pid: Long

    /** What it writes: frames. */
    public val output: InputStream

    /** What it reads: frames. Closed, they tell it to end. */
    public val input: OutputStream

    /** What it, and its virtual machine, complain about. */
    public val errors: InputStream

    public val isAlive: Boolean

    /** Ends it by force, with everything that it has begun; does not wait. */
    public fun kill()

    /** Done with its exit code when it has ended. */
    public fun onExit(): CompletableFuture<Int>

    /** Gives the pipes back, after its end. */
    public fun close()
}
