package dev.corral.engine.bridge

import dev.corral.engine.Permit
import dev.corral.engine.combine.kernel.CompletionConductor
import dev.corral.engine.diagnostics.LeakTracker
import dev.corral.engine.diagnostics.OpenResource
import dev.corral.engine.kernel.Leaks
import dev.corral.engine.kernel.Listener
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.listen
import dev.corral.engine.stream.kernel.PulledRun
import dev.corral.engine.sync.tracked
import java.util.function.Function

/** The room `diagnostics` for the façade: what users have of it that has to be closed. */
public object Leaking {
    /** What [form] makes of a permit that is about to be asked for, here. */
    @JvmStatic
    public fun <T> permits(form: Function<Any, T>): Function<Any, T> {
        val sighting = Leaks.sighting() ?: return form
        return Function { granted -> form.apply((granted as Permit).tracked(sighting)) }
    }

    /** [group] stands for [scope], which was begun here, and does not know it. */
    @JvmStatic
    public fun group(group: Any, scope: Scope) {
        val record = Leaks.sighting(scope.engine)?.track(group, "group", scope.name()) ?: return
        scope.listen(Listener { record.end() })
    }

    /** [iterator] stands for [run], which was begun here. */
    @JvmStatic
    public fun iterator(iterator: Any, run: PulledRun<*>) {
        Leaks.sighting()?.track(iterator, "stream", run.name)?.let(run::endWith)
    }

    /** [stream] stands for [completions], which were begun here as [scope]. */
    @JvmStatic
    public fun completions(stream: Any, completions: CompletionConductor, scope: Scope) {
        Leaks.sighting()?.track(stream, "stream", scope.name())?.let(completions::endWith)
    }

    /** [resource] was closed. */
    @JvmStatic
    public fun untrack(resource: Any) {
        Leaks.untrack(resource)
    }

    /** Tracks what a user made; see [LeakTracker.track]. */
    @JvmStatic
    public fun track(resource: Any, kind: String, name: String): Runnable =
        LeakTracker.track(resource, kind, name).let { Runnable(it::close) }

    /** What is open, in the [form] of the façade. */
    @JvmStatic public fun <T> live(form: LiveForm<T>): List<T> = LeakTracker.live().map { form.of(it) }

    /** Forgets all. */
    @JvmStatic
    public fun clear() {
        LeakTracker.clear()
    }

    /** Makes the façade's form of what is open. */
    public fun interface LiveForm<T> {
        /** Of [kind], called [name], open for [age] nanoseconds, made at [site]. */
        public fun of(kind: String, name: String, age: Long, site: List<StackTraceElement>): T
    }
}

private fun <T> Leaking.LiveForm<T>.of(open: OpenResource): T =
    of(open.kind, open.name, open.age.inWholeNanoseconds, open.site)
