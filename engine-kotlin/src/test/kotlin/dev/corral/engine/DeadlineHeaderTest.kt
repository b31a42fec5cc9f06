package dev.corral.engine

import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** Deadlines that travel with a request, in Kotlin. */
@Timeout(60)
class DeadlineHeaderTest {
    @Test
    fun `the deadline of a request bounds the task and what it calls`() =
        runBlocking<Unit> {
            failAt(Deadline.ofGrpcTimeout("60S")) {
                assertThat(effectiveDeadline.toMillisHeader()).matches("5[0-9]{4}|60000")
                assertThat(Deadline.ofGrpcTimeout(checkNotNull(effectiveDeadline.toGrpcTimeout())).remaining())
                    .isLessThanOrEqualTo(60.seconds)
            }
        }

    @Test
    fun `none is no header, and what has passed arrives as such`() {
        assertThat(Deadline.NONE.toMillisHeader()).isNull()
        assertThat(Deadline.NONE.toGrpcTimeout()).isNull()
        assertThat(Deadline.after(Duration.ZERO).toMillisHeader()).isEqualTo("0")
        assertThat(Deadline.ofGrpcTimeout("0n").isExpired).isTrue()
    }

    @Test
    fun `a bad header is refused and quoted`() {
        assertThatThrownBy { Deadline.ofMillisHeader("-1") }.hasMessageContaining("header: '-1'")
        assertThatThrownBy { Deadline.ofGrpcTimeout("1") }.hasMessageContaining("header: '1'")
    }
}
