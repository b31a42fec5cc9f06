package dev.corral.engine.diagnostics

import dev.corral.engine.kernel.Following
import dev.corral.engine.kernel.Probe
import dev.corral.engine.kernel.ProbeSource
import dev.corral.engine.kernel.Probes
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.ScopeKind
import dev.corral.engine.kernel.listen
import java.util.concurrent.atomic.AtomicLong
import jdk.jfr.FlightRecorder
import jdk.jfr.FlightRecorderListener
import jdk.jfr.Recording
import jdk.jfr.RecordingState

/** Has the Flight Recorder, where there is one, told of the trees, while it records. */
internal class FlightRecording : ProbeSource {
    /** Starts no recorder: it only asks to be told when somebody else does. */
    override fun begin() {
        if (ModuleLayer.boot().findModule("jdk.jfr").isPresent && FlightRecorder.isAvailable()) {
            FlightRecorder.addListener(WhileRecording)
        }
    }
}

/** Watches the trees while there is a recording that runs. */
private object WhileRecording : FlightRecorderListener {
    private var watching: AutoCloseable? = null
    private var isPeriodic = false
    private val looks = AtomicLong()
    private var latest = 0L

    override fun recorderInitialized(recorder: FlightRecorder) = look(recorder)

    override fun recordingStateChanged(recording: Recording) = look(FlightRecorder.getFlightRecorder())

    /**
     * Recordings may change at the same time, on several threads, and the recorder tells of it afterwards. So what a
     * look finds may be out of date when it comes to be acted on: then somebody else has begun to look after it.
     */
    private fun look(recorder: FlightRecorder) {
        val number = looks.incrementAndGet()
        val runs = recorder.recordings.any { it.state == RecordingState.RUNNING }
        synchronized(this) {
            if (number < latest) return
            latest = number
            val before = watching
            if (runs && before == null) {
                watching = Probes.add(RecordingProbe)
                if (!isPeriodic) FlightRecorder.addPeriodicEvent(LiveEvent::class.java, RecordingProbe::writeLive)
                isPeriodic = true
            } else if (!runs && before != null) {
                before.close()
                watching = null
            }
        }
    }
}

/** Follows the scopes that some recording wants to know of. */
private object RecordingProbe : Probe {
    override fun attached(scope: Scope): Following? {
        if (!isWanted()) return null
        val parent = scope.parent?.takeIf { it.parent != null }
        if (parent != null) return Recorded(scope, recordedOf(parent) ?: found(parent), isFound = false)
        // A wait that is nobody's.
        if (scope.scopeKind() == ScopeKind.WAIT) return null
        return Recorded(scope, null, isFound = false)
    }

    /** [scope] had begun before anybody recorded: it has a part that is recorded, so it has not ended. */
    private fun found(scope: Scope): Recorded =
        synchronized(this) {
            val unknown = ArrayList<Scope>()
            var known: Recorded? = null
            var at: Scope? = scope
            while (at != null && at.parent != null && known == null) {
                known = recordedOf(at)
                if (known == null) unknown += at
                at = at.parent
            }
            unknown.foldRight(known) { each, above -> Recorded(each, above, isFound = true).also(each::listen) }
        } ?: error("the root was taken for a task")

    private fun isWanted(): Boolean =
        TaskEvent().isEnabled ||
            GroupEvent().isEnabled ||
            OperationEvent().isEnabled ||
            BegunEvent().isEnabled ||
            WaitEvent().isEnabled ||
            CancelEvent().isEnabled ||
            TimeoutEvent().isEnabled ||
            InterruptEvent().isEnabled

    /** Writes down everything that has not ended, at the end of a chunk. */
    fun writeLive() {
        val counts = IntArray(ScopeKind.entries.size)
        val left = ArrayDeque<Recorded>()
        left += OUTERMOST
        while (true) {
            val recorded = left.removeLastOrNull() ?: break
            if (!recorded.standsNow()) continue
            counts[recorded.kind.ordinal]++
            recorded.scope.forEachChild { child -> recordedOf(child)?.let(left::add) }
        }
        val live = LiveEvent()
        live.groups = counts[ScopeKind.GROUP.ordinal]
        live.tasks = counts[ScopeKind.TASK.ordinal]
        live.operations = counts[ScopeKind.OPERATION.ordinal]
        live.commit()
    }
}
