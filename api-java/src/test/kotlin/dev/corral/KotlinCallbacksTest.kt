package dev.corral

import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit.SECONDS
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

/** Callbacks written in Kotlin get null for what there is not, as those of a plain future do. */
class KotlinCallbacksTest {
    private val failed: CorralFuture<Int> = Corral.submit(Task { CompletableFuture.failedFuture(Exception("mine")) })

    @Test
    fun `whenComplete of a failed future is called without a value`() {
        val seen = CompletableFuture<Throwable?>()
        failed.whenComplete { value, error ->
            assertThat(value).isNull()
            seen.complete(error)
        }
        assertThat(seen.get(10, SECONDS)).hasMessageContaining("mine")
    }

    @Test
    fun `handle is called with a null for what there is not`() {
        assertThat(failed.handle { value, error -> "$value ${error != null}" }.get(10, SECONDS)).isEqualTo("null true")
        val done: CorralFuture<Int> = Corral.submit(Task { CompletableFuture.completedFuture(1) })
        assertThat(done.handle { value, error -> "$value $error" }.get(10, SECONDS)).isEqualTo("1 null")
    }
}
