package dev.corral.engine.bridge

import dev.corral.engine.kernel.Ambient
import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.EngineOptions
import dev.corral.engine.kernel.ThreadCarrier
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test

class CapturedTest {
    @Test
    fun `a context that cannot be put back leaves no task, and nothing of another carrier, on the thread`() {
        val before = Kept()
        val after = Kept()
        val engine = Engine(EngineOptions(carriers = listOf(before, OneWay(), after)))
        val outer = Ambient.enter(engine.root)
        val captured = checkNotNull(Captured.capture())
        Ambient.leave(engine.root, outer)

        assertThatThrownBy { captured.run { assertThat(Ambient.current()).isSameAs(engine.root) } }
            .hasMessage("cannot be put back")

        assertThat(Ambient.current()).isNull()
        assertThat(listOf(before.log, after.log)).containsOnly("+-")
    }

    /** Takes the captured value, and refuses to have it taken off again. */
    private class OneWay : ThreadCarrier {
        override fun capture(): Any = "captured"

        override fun install(value: Any?): Any = "before"

        override fun restore(outer: Any?) = error("cannot be put back")
    }

    private class Kept : ThreadCarrier {
        var log = ""

        override fun capture(): Any = "captured"

        override fun install(value: Any?): Any = "before".also { log += "+" }

        override fun restore(outer: Any?) {
            log += "-"
        }
    }
}
