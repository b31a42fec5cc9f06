package dev.corral.engine.kernel

import java.lang.invoke.MethodHandles
import java.lang.invoke.MethodType.methodType
import java.util.concurrent.ThreadFactory

/** Virtual threads, reached without a compile-time dependency on the JDK that has them. */
internal object VirtualThreads {
    /** Makes virtual threads, all of one name, for a number would be made anew for each; null on a JDK without them. */
    val factory: ThreadFactory? =
        try {
            val public = MethodHandles.publicLookup()
            val builder = Class.forName("java.lang.Thread\$Builder")
            val virtualBuilder = Class.forName("java.lang.Thread\$Builder\$OfVirtual")
            val ofVirtual = public.findStatic(Thread::class.java, "ofVirtual", methodType(virtualBuilder))
            val named =
                public
                    .findVirtual(
                        builder,
                        "name",
                        methodType(builder, String::class.java),
                    )
                    .invokeWithArguments(ofVirtual.invokeWithArguments(), "corral-virtual")
            val factory = public.findVirtual(builder, "factory", methodType(ThreadFactory::class.java))
            factory.invokeWithArguments(named) as ThreadFactory
        } catch (_: ReflectiveOperationException) {
            null
        } catch (_: UnsupportedOperationException) {
            null // a preview on this JDK, and not enabled
        }

    /** Whether a virtual thread that blocks in `synchronized` frees its carrier: JEP 491, JDK 24. */
    val doNotPin: Boolean = factory != null && Runtime.version().feature() >= 24
}
