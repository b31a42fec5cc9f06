package dev.corral.engine.kernel

/** So much of a bad header is quoted; it comes from a stranger. */
private const val QUOTED = 64

/** A millisecond in nanoseconds. */
private const val MILLI = 1_000_000L

/** At most so many digits of milliseconds: thirty million years, and no overflow. */
private const val MILLI_DIGITS = 18

/** At most so many digits in `grpc-timeout`. */
private const val GRPC_DIGITS = 8

private const val GRPC_MOST = 99_999_999L

/**
 * The time that is left, in nanoseconds, as request headers say it.
 *
 * What is written is rounded down, to zero if need be: who reads it has no longer than who wrote it. What is longer
 * than the 292 years that nanoseconds count is read as [FOREVER].
 */
public object TimeoutHeader {
    /** [nanos] as a number of whole milliseconds. */
    @JvmStatic public fun millis(nanos: Long): String = (nanos / MILLI).toString()

    /** The nanoseconds that [header], which [millis] wrote, or a peer, stands for. */
    @JvmStatic
    public fun ofMillis(header: String): Long {
        val isNumber = header.length in 1..MILLI_DIGITS && header.all(::isDigit)
        require(isNumber) { "header: ${quoted(header)} is no number of milliseconds, of 1 to $MILLI_DIGITS digits" }
        return times(header.toLong(), MILLI)
    }

    /** [nanos] as the value of gRPC's `grpc-timeout`, in the smallest unit of which eight digits are enough. */
    @JvmStatic
    public fun grpc(nanos: Long): String {
        val unit = GrpcUnit.entries.first { nanos / it.nanos <= GRPC_MOST }
        return "${nanos / unit.nanos}${unit.letter}"
    }

    /** The nanoseconds that [header], a value of gRPC's `grpc-timeout`, stands for. */
    @JvmStatic
    public fun ofGrpc(header: String): Long {
        val digits = header.dropLast(1)
        val unit = GrpcUnit.entries.find { header.endsWith(it.letter) }
        require(unit != null && digits.length in 1..GRPC_DIGITS && digits.all(::isDigit)) {
            "header: ${quoted(header)} is no grpc-timeout, of 1 to $GRPC_DIGITS digits and one of H, M, S, m, u, n"
        }
        return times(digits.toLong(), unit.nanos)
    }

    /** Not `Char.isDigit`, which knows many scripts. */
    private fun isDigit(char: Char) = char in '0'..'9'

    private fun times(number: Long, nanos: Long): Long = if (number > FOREVER / nanos) FOREVER else number * nanos

    private fun quoted(header: String): String =
        if (header.length <= QUOTED) "'$header'" else "'${header.take(QUOTED)}...', ${header.length} characters long,"

    /** The units of `grpc-timeout`, the smallest first. */
    private enum class GrpcUnit(val letter: Char, val nanos: Long) {
        NANOSECOND('n', 1),
        MICROSECOND('u', 1_000),
        MILLISECOND('m', MILLI),
        SECOND('S', 1_000 * MILLI),
        MINUTE('M', 60_000 * MILLI),
        HOUR('H', 3_600_000 * MILLI),
    }
}
