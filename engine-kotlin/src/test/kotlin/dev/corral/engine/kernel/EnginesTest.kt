package dev.corral.engine.kernel

import dev.corral.engine.testing.awaitUntil
import java.lang.ref.WeakReference
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

@Timeout(60)
class EnginesTest {
    @Test
    fun `that of everybody comes first`() {
        val other = Engine(EngineOptions())
        val everybodys = Engine.default
        assertThat(Engines.all().first()).isSameAs(everybodys)
        assertThat(Engines.all()).contains(other).doesNotHaveDuplicates()
    }

    @Test
    fun `one that nobody has any more is forgotten`() {
        val forgotten = WeakReference(Engine(EngineOptions()))
        awaitUntil {
            System.gc()
            forgotten.get() == null
        }
        assertThat(Engines.all()).doesNotContainNull()
    }
}
