package dev.corral.engine.sync

/**
 * How an [AsyncLock] stands.
 *
 * ```kotlin
 * val now = accounts.statistics()
 * if (now.waiting > 0) log.info("${now.waiting} wait for ${now.owner ?: "who is no task"}")
 * ```
 *
 * @property isLocked whether somebody holds it
 * @property owner the name of the task that holds it; null if nobody does, or no task
 * @property waiting how many wait for it
 */
public data class LockStatistics(val isLocked: Boolean, val owner: String?, val waiting: Int) {
    internal fun heldBy(): String = if (!isLocked) "free" else if (owner == null) "held" else "held by '$owner'"
}
