package dev.corral.engine.kernel

import io.micrometer.context.ContextRegistry
import io.micrometer.context.ContextSnapshot as RegisteredValues
import io.micrometer.context.ContextSnapshotFactory
import java.util.ServiceLoader
import org.slf4j.MDC
import org.slf4j.helpers.NOPMDCAdapter
import org.slf4j.spi.SLF4JServiceProvider

/** The system property that keeps what is carried without being asked for from being carried: `off`. */
private const val PROPERTY = "dev.corral.context"

private fun isOn() = System.getProperty(PROPERTY) != "off"

/** Whether what Micrometer knows is carried under [options]. */
internal fun carriesRegistered(options: EngineOptions): Boolean = options.carriesRegistered ?: isOn()

/** The carriers of [options], and those that are there because a library is. */
internal fun carriersOf(options: EngineOptions): Carriers {
    return Carriers(
        listOfNotNull(
            if (carriesRegistered(options)) ifPresent { RegisteredCarrier() } else null,
            if (options.carriesMdc ?: isOn()) ifPresent { if (hasMdc()) MdcCarrier() else null } else null,
        ) + options.carriers
    )
}

/** What [make] makes; null if the library is not there that it needs. */
private inline fun ifPresent(make: () -> ContextCarrier?): ContextCarrier? =
    try {
        make()
    } catch (_: LinkageError) {
        null
    }

/** Whether a logging library is there that knows the diagnostic context. */
private fun hasMdc() = hasProvider() && MDC.getMDCAdapter().let { it != null && it !is NOPMDCAdapter }

/** Whether slf4j has a library to log to: used without one, it complains on the standard error. */
private fun hasProvider(): Boolean {
    if (System.getProperty("slf4j.provider") != null) return true
    val provider = SLF4JServiceProvider::class.java
    // Said here: in the module's descriptor, "uses" would insist on slf4j.
    MdcCarrier::class.java.module.addUses(provider)
    return ServiceLoader.load(provider, MDC::class.java.classLoader).stream().findAny().isPresent
}

/** Carries slf4j's mapped diagnostic context. */
internal class MdcCarrier : ThreadCarrier {
    override fun capture(): Any? = MDC.getCopyOfContextMap()?.ifEmpty { null }

    override fun install(value: Any?): Any? {
        val outer = capture()
        if (outer != null || value != null) restore(value)
        return outer
    }

    @Suppress("UNCHECKED_CAST") // what capture returned
    override fun restore(outer: Any?) {
        if (outer == null) MDC.clear() else MDC.setContextMap(outer as Map<String, String>)
    }
}

/** Carries whatever is registered with Micrometer's context-propagation. */
internal class RegisteredCarrier : ThreadCarrier {
    private val registry = ContextRegistry.getInstance()
    private val factory = ContextSnapshotFactory.builder().contextRegistry(registry).clearMissing(true).build()
    private val nothing = factory.captureFrom()

    override fun capture(): Any? {
        if (registry.threadLocalAccessors.isEmpty()) return null
        val values = factory.captureAll()
        return if ((values as? Map<*, *>)?.isEmpty() == true) null else values
    }

    override fun install(value: Any?): Any? {
        if (value == null && registry.threadLocalAccessors.isEmpty()) return null
        return ((value ?: nothing) as RegisteredValues).setThreadLocals()
    }

    override fun restore(outer: Any?) {
        (outer as RegisteredValues.Scope?)?.close()
    }
}
