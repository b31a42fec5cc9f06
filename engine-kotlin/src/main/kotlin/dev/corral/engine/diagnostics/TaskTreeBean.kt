package dev.corral.engine.diagnostics

import dev.corral.engine.kernel.Census
import dev.corral.engine.kernel.StartUp
import dev.corral.engine.kernel.wordOf
import java.lang.management.ManagementFactory
import java.util.Locale
import javax.management.InstanceAlreadyExistsException
import javax.management.InstanceNotFoundException
import javax.management.ObjectName

/**
 * What a management client, such as JConsole, sees of the tasks of a process, as the bean [TaskTreeBean.NAME]. Each
 * attribute is counted when it is read, and is as of no one moment.
 *
 * ```kotlin
 * val tasks = JMX.newMXBeanProxy(server, ObjectName(TaskTreeBean.NAME), TasksMXBean::class.java)
 * log.info(tasks.text())
 * ```
 */
public interface TasksMXBean {
    /** Groups that have not ended. */
    public val liveGroups: Int

    /** Spawned tasks that have not ended. */
    public val liveTasks: Int

    /** Blocking bodies at work. */
    public val blockingRunning: Int

    /** Blocking bodies that wait for a thread. */
    public val blockingWaiting: Int

    /** Bodies that were left behind after their cancellation and still run. */
    public val abandoned: Int

    /** How much is noted of what begins: `off`, `ages` or `sites`; see [TaskTree.tracking]. */
    public var tracking: String

    /** The tree as lines for a terminal: [TaskTree.toString]. */
    public fun text(): String

    /** The tree as JSON: [TaskTree.toJson]. */
    public fun json(): String
}

/**
 * Registers the [TasksMXBean] with the platform's server, where the module `java.management` is there.
 *
 * ```kotlin
 * TaskTreeBean.register().use { serve(requests) }
 * ```
 */
public object TaskTreeBean {
    /** The name of the bean. */
    public const val NAME: String = "dev.corral:type=Tasks"

    /**
     * Registers the bean, if it is not registered yet; the system property `dev.corral.jmx`, set to `on`, does so at
     * the start. What this returns takes it away again.
     */
    public fun register(): AutoCloseable {
        val server = ManagementFactory.getPlatformMBeanServer()
        val name = ObjectName(NAME)
        try {
            server.registerMBean(Tasks(), name)
        } catch (_: InstanceAlreadyExistsException) {
            // Any one is as good as another.
        }
        return AutoCloseable {
            try {
                server.unregisterMBean(name)
            } catch (_: InstanceNotFoundException) {
                // Taken away already.
            }
        }
    }

    private class Tasks : TasksMXBean {
        override val liveGroups: Int
            get() = Census.take().groups

        override val liveTasks: Int
            get() = Census.take().tasks

        override val blockingRunning: Int
            get() = Census.take().blockingRunning

        override val blockingWaiting: Int
            get() = Census.take().blockingWaiting

        override val abandoned: Int
            get() = Census.take().abandoned

        override var tracking: String
            get() = TaskTree.tracking.name.lowercase(Locale.ROOT)
            set(value) {
                TaskTree.tracking = wordOf("tracking", value)
            }

        override fun text(): String = TaskTree.capture().toString()

        override fun json(): String = TaskTree.capture().toJson()
    }
}

/** For the system property that asks for the bean. */
internal class TaskTreeBeanStartUp : StartUp {
    override fun begin() {
        TaskTreeBean.register()
    }
}
