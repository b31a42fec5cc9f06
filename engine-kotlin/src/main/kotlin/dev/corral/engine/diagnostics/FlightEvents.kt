package dev.corral.engine.diagnostics

import jdk.jfr.Category
import jdk.jfr.Description
import jdk.jfr.Event
import jdk.jfr.Label
import jdk.jfr.Name
import jdk.jfr.Period
import jdk.jfr.StackTrace
import jdk.jfr.Timespan

// What a recording holds of a tree. Ids are of this process and are given only while something is recorded; 0 is none.

/** Something that begins on one thread and ends on another: its duration is from when it was begun to its end. */
@Category("Corral")
@StackTrace(false)
internal abstract class ScopeEvent : Event() {
    @JvmField @Label("Id") var id: Long = 0
    @JvmField @Label("Parent") @Description("Id of what it is a part of") var parent: Long = 0
    @JvmField @Label("Name") var name: String? = null

    @JvmField
    @Label("State")
    @Description("COMPLETED, FAILED or CANCELLED; RUNNING or CANCELLING if it had not ended when a chunk did")
    var state: String? = null

    @JvmField
    @Label("Pending")
    @Description("How long it was before the body began; negative if the body did not begin")
    @Timespan(Timespan.NANOSECONDS)
    var pending: Long = NEVER

    @JvmField @Label("Body Thread") @Description("The thread that began the body") var bodyThread: String? = null
    @JvmField @Label("Failure Class") var failureClass: String? = null
    @JvmField @Label("Failure Message") var failureMessage: String? = null

    @JvmField
    @Label("Failed First")
    @Description("Id of the task or operation that the failure came from")
    var failedFirst: Long = 0

    @JvmField
    @Label("Found Running")
    @Description("Whether it had begun before it was recorded, so that its duration is not all of it")
    var foundRunning: Boolean = false

    companion object {
        const val NEVER: Long = -1
    }
}

@Name("dev.corral.Group")
@Label("Group")
@Description("A group of tasks, from its opening to its end")
internal class GroupEvent : ScopeEvent()

@Name("dev.corral.Task")
@Label("Task")
@Description("A task of a group, from its spawning to its end")
internal class TaskEvent : ScopeEvent()

@Name("dev.corral.Operation")
@Label("Operation")
@Description("Anything else that is begun and ends: a race, a retry, a deadline, a shield")
internal class OperationEvent : ScopeEvent()

@Name("dev.corral.Begun")
@Label("Begun")
@Category("Corral")
@Description("A group, a task or an operation was begun, by the code that the stack trace shows, if it is switched on")
@StackTrace(false)
internal class BegunEvent : Event() {
    @JvmField @Label("Id") var id: Long = 0
    @JvmField @Label("Parent") var parent: Long = 0
    @JvmField @Label("Name") var name: String? = null
    @JvmField @Label("Kind") var kind: String? = null
}

@Name("dev.corral.Wait")
@Label("Wait")
@Category("Corral")
@Description("A task or an operation waited")
@StackTrace(false)
internal class WaitEvent : Event() {
    @JvmField @Label("Id") @Description("Of the wait") var id: Long = 0
    @JvmField @Label("Waiter") @Description("Id of who waited") var waiter: Long = 0
    @JvmField @Label("Subject") @Description("What it waited for") var subject: String? = null
    @JvmField @Label("Holder") @Description("Id of who had it, or had to end") var holder: Long = 0
    @JvmField @Label("Holder Name") var holderName: String? = null
    @JvmField @Label("Holders") @Description("How many had it") var holders: Int = 0
    @JvmField @Label("Waiting Thread") @Description("The thread that waited, if one did") var thread: String? = null
    @JvmField @Label("Over") @Description("Whether the wait had ended when the chunk did") var isOver: Boolean = false
}

@Name("dev.corral.Cancel")
@Label("Cancel")
@Category("Corral")
@Description("A group, a task or an operation was asked to stop")
@StackTrace(false)
internal class CancelEvent : Event() {
    @JvmField @Label("Id") var id: Long = 0

    @JvmField
    @Label("Asked First")
    @Description("Id of what was asked to stop, from which the request went down to this one")
    var askedFirst: Long = 0

    @JvmField @Label("Name of Asked First") var askedFirstName: String? = null

    @JvmField
    @Label("Failed First")
    @Description("Id of whose failure was the reason; 0 if it was none")
    var failedFirst: Long = 0

    @JvmField @Label("Failure Class") var failureClass: String? = null
    @JvmField @Label("Failure Message") var failureMessage: String? = null
}

@Name("dev.corral.Timeout")
@Label("Timeout")
@Category("Corral")
@Description("The deadline of a group, a task or an operation passed")
@StackTrace(false)
internal class TimeoutEvent : Event() {
    @JvmField @Label("Id") var id: Long = 0
    @JvmField @Label("Message") var message: String? = null
}

@Name("dev.corral.Interrupt")
@Label("Interrupt")
@Category("Corral")
@Description("A thread that a task blocks was interrupted because the task was cancelled")
@StackTrace(false)
internal class InterruptEvent : Event() {
    @JvmField @Label("Id") var id: Long = 0
    @JvmField @Label("Interrupted Thread") var thread: String? = null
}

@Name("dev.corral.Live")
@Label("Live")
@Category("Corral")
@Description("How many were running when the chunk ended, each of which has an event of its own there")
@StackTrace(false)
@Period("endChunk")
internal class LiveEvent : Event() {
    @JvmField @Label("Groups") var groups: Int = 0
    @JvmField @Label("Tasks") var tasks: Int = 0
    @JvmField @Label("Operations") var operations: Int = 0
}
