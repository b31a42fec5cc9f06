package dev.corral;

import dev.corral.engine.kernel.BlockingLoad;
import java.util.OptionalInt;

/**
 * How the blocking bodies of a {@link CorralConfig} stand: where many wait, its {@link
 * CorralConfig#blockingLimit} is too low, or what they block on too slow.
 *
 * <pre>{@code
 * BlockingStatistics now = config.blockingStatistics();
 * if (now.waiting() > 0) {
 *   log.info(now.running() + " at work, and " + now.waiting() + " wait for a thread");
 * }
 * }</pre>
 *
 * @param limit how many may be at work at once; empty on virtual threads, and on a {@linkplain
 *     CorralConfig#blockingExecutor executor} of one's own, which bounds them, or not, by itself
 * @param running how many are at work; where there is a limit, one that waits for other work of
 *     Corral's does not count while it waits
 * @param waiting how many wait for a thread; those count on, too, that an executor of one's own has
 *     dropped without a word
 */
public record BlockingStatistics(OptionalInt limit, int running, int waiting) {
  static BlockingStatistics of(BlockingLoad load) {
    Integer limit = load.getLimit();
    return new BlockingStatistics(
        limit == null ? OptionalInt.empty() : OptionalInt.of(limit),
        load.getRunning(),
        load.getWaiting());
  }
}
