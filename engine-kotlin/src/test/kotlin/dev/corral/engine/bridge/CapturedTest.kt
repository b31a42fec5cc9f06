package dev.corral.engine.bridge

import dev.corral.engine.kernel.Ambient
import dev.corral.engine.kernel.ContextCarrier
import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.EngineOptions
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test

class CapturedTest {
    @Test
    fun `a context that cannot be put back leaves no task on the thread`() {
        val engine = Engine(EngineOptions(carriers = listOf(OneWay())))
        val outer = Ambient.enter(engine.root)
        val captured = checkNotNull(Captured.capture())
        Ambient.leave(engine.root, outer)

        assertThatThrownBy { captured.run { assertThat(Ambient.current()).isSameAs(engine.root) } }
            .hasMessage("cannot be put back")

        assertThat(Ambient.current()).isNull()
    }

    /** Takes the captured value, and refuses to have it taken off again. */
    private class OneWay : ContextCarrier {
        override fun capture(): Any = "captured"

        override fun replace(value: Any?): Any = if (value == "captured") "before" else error("cannot be put back")
    }
}
