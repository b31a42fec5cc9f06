package dev.corral.engine.kernel

import kotlin.random.Random
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** Times to headers and back, whatever they are. */
@Timeout(60)
class TimeoutHeaderTest {
    private val seed = Random.nextLong()
    private val random = Random(seed)

    /** Nanoseconds of every length. */
    private fun anyTime(): Long = random.nextLong(0, FOREVER) ushr random.nextInt(0, 63)

    private val edges =
        (0 until 63).flatMap { listOf((1L shl it) - 1, 1L shl it, (1L shl it) + 1) } +
            listOf(1_000L, 1_000_000, 1_000_000_000, 60_000_000_000, 3_600_000_000_000).flatMap { unit ->
                listOf(unit - 1, unit, unit + 1, unit * 999_999 + unit - 1, FOREVER / unit * unit)
            } +
            listOf(99_999_999, 100_000_000, 99_999_999_999, 100_000_000_000, FOREVER - 1, FOREVER)

    private fun times(): Sequence<Long> = edges.asSequence() + generateSequence { anyTime() }.take(100_000)

    @Test
    fun `milliseconds are what is left, without the rest`() {
        for (nanos in times()) {
            val read = TimeoutHeader.ofMillis(TimeoutHeader.millis(nanos))
            assertThat(read).describedAs("seed %s", seed).isEqualTo(nanos - nanos % 1_000_000)
        }
    }

    @Test
    fun `a grpc-timeout is never longer than what is left, and loses less than a unit`() {
        for (nanos in times()) {
            val header = TimeoutHeader.grpc(nanos)
            assertThat(header).describedAs("seed %s", seed).matches("[0-9]{1,8}[HMSmun]")
            val read = TimeoutHeader.ofGrpc(header)
            assertThat(read).describedAs("seed %s, %s", seed, header).isLessThanOrEqualTo(nanos)
            // Eight digits, or exact; the step from a unit to the next is sixty at first, a thousand at most.
            assertThat((nanos - read).toDouble() / maxOf(nanos, 1))
                .describedAs("seed %s, %s of %s", seed, header, nanos)
                .isLessThan(1e-4)
        }
    }

    @Test
    fun `no hop lengthens it, however many there are`() {
        repeat(1_000) {
            var left = anyTime()
            repeat(20) {
                val next =
                    if (random.nextBoolean()) TimeoutHeader.ofMillis(TimeoutHeader.millis(left))
                    else TimeoutHeader.ofGrpc(TimeoutHeader.grpc(left))
                assertThat(next).describedAs("seed %s", seed).isLessThanOrEqualTo(left)
                left = next
            }
        }
    }

    @Test
    fun `the unit is the smallest that eight digits are enough for`() {
        assertThat(
                listOf(0L, 99_999_999, 100_000_000, 1_500_000_000, 100_000_000_000, 100_000_000_000_000, FOREVER - 1)
                    .map(TimeoutHeader::grpc)
            )
            .containsExactly("0n", "99999999n", "100000u", "1500000u", "100000m", "100000S", "2562047H")
        assertThat(TimeoutHeader.grpc(6_000_000_000_000_000_000)).isEqualTo("1666666H")
        assertThat(TimeoutHeader.grpc(5_900_000_000_000_000_000)).isEqualTo("98333333M")
    }

    @Test
    fun `every unit is read`() {
        assertThat(listOf("7n", "7u", "7m", "7S", "7M", "7H", "00000007n").map(TimeoutHeader::ofGrpc))
            .containsExactly(7, 7_000, 7_000_000, 7_000_000_000, 420_000_000_000, 25_200_000_000_000, 7)
        assertThat(TimeoutHeader.ofGrpc("99999999H")).isEqualTo(FOREVER)
        assertThat(TimeoutHeader.ofMillis("999999999999999999")).isEqualTo(FOREVER)
    }

    @Test
    fun `what is no header is refused, and quoted`() {
        val bad =
            listOf(
                "",
                " ",
                "S",
                "5",
                "5X",
                "5s",
                "5h",
                "-5S",
                "+5S",
                " 5S",
                "5S ",
                "5 S",
                "5SS",
                "5.0S",
                "0x5S",
                "5\n",
            ) + listOf("123456789S", "٥S", "５S", "5Ｓ", "5S, 6S", "NaN", "Infinity", "null", "5e3m", "S5")
        for (header in bad) assertRefused(header) { TimeoutHeader.ofGrpc(header) }
        for (header in
            bad - listOf("5") + listOf("5m", "-1", "1000000000000000000", "٥", "1_000", "1,000")) assertRefused(
            header
        ) {
            TimeoutHeader.ofMillis(header)
        }
    }

    @Test
    fun `whatever else is sent is refused too, and nothing else happens`() {
        val signs = "0123456789HMSmun+-. ٥"
        repeat(100_000) {
            val header = String(CharArray(random.nextInt(0, 12)) { signs[random.nextInt(signs.length)] })
            if (!header.matches(Regex("[0-9]{1,8}[HMSmun]"))) assertRefused(header) { TimeoutHeader.ofGrpc(header) }
            else assertThat(TimeoutHeader.ofGrpc(header)).isNotNegative()
            if (!header.matches(Regex("[0-9]{1,18}"))) assertRefused(header) { TimeoutHeader.ofMillis(header) }
            else assertThat(TimeoutHeader.ofMillis(header)).isNotNegative()
        }
    }

    @Test
    fun `a long one is not quoted in full`() {
        val header = "9".repeat(100_000)
        assertThatThrownBy { TimeoutHeader.ofGrpc(header) }
            .isInstanceOf(IllegalArgumentException::class.java)
            .hasMessageContaining("header: '999")
            .hasMessageContaining("100000 characters")
            .satisfies({ assertThat(it.message).hasSizeLessThan(250) })
    }

    private fun assertRefused(header: String, read: () -> Unit) {
        assertThatThrownBy { read() }
            .describedAs("seed %s, '%s'", seed, header)
            .isInstanceOf(IllegalArgumentException::class.java)
            .hasMessageContaining("header: '$header'")
    }
}
