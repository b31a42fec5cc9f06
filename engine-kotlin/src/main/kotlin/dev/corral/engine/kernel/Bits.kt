package dev.corral.engine.kernel

// The bits of Scope.state. First those that change as the scope lives: how far it has come.

internal const val RUNNING = 1 shl 0
internal const val BODY_ENDED = 1 shl 1
internal const val HAS_VALUE = 1 shl 2

/** The body has returned a value, uncancelled, and children that are no daemons still run. */
internal const val AWAITING = 1 shl 3

/** The body was left behind, still running. */
internal const val ABANDONED = 1 shl 4
internal const val ENDED = 1 shl 5

/** Somebody has seen the outcome. */
internal const val OBSERVED = 1 shl 6

/** Somebody takes the ended children out of the registry. */
internal const val SWEEPING = 1 shl 7

// What was asked of it.

/** Asked to finish in its own time. */
internal const val STOPPING = 1 shl 8

/** The cancellation came from the coroutine around the scope, which no scope is. */
internal const val CANCELLED_OUTSIDE = 1 shl 9

/** A cancellation was passed to the stage that the body waits for, so that stage's cancellation is ours. */
internal const val STAGE_CANCELLED = 1 shl 10

/** A user's action for the case of a cancellation was called, so a blocking body's checked exception is its answer. */
internal const val ACTION_CALLED = 1 shl 11

// What kind it is.

/** Cancellations from outside stop here. */
public const val SHIELDED: Int = 1 shl 12

/** A failure of this scope is one of its parent. */
public const val FAILS_PARENT: Int = 1 shl 13

/** A failed child leaves this scope alone. */
public const val SUPERVISES: Int = 1 shl 14

/** Cancelled when the parent's body is done. */
public const val DAEMON: Int = 1 shl 15

/** Spawned by the thread that opened the group, which may therefore run it while it waits for the group. */
internal const val HELPABLE = 1 shl 16

/** Runs in the flow of its parent's body, which does nothing else meanwhile: what it takes is the parent's. */
public const val INLINE: Int = 1 shl 17

/** Only waits for something that it will own: whoever waits for it gets that, cancelled or not. */
public const val GRANTS: Int = 1 shl 18

/** Its failure, if nobody looks at it, is told when it is dropped: see [Leaks]. */
internal const val WATCHED = 1 shl 19
