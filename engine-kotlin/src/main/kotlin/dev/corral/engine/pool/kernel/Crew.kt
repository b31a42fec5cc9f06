package dev.corral.engine.pool.kernel

/** Those who take jobs off a [JobLine]; all but [Summons.go] and [awaitGone] is called behind the line's monitor. */
internal interface Crew {
    /** A job came: says whom to send for it, outside of the monitor; null if somebody will come by anyway. */
    fun summon(): Summons?

    /** The pool is closed: whoever finds no more jobs leaves. */
    fun dismiss()

    /** Whether anybody will come by the line by himself. */
    val isAtWork: Boolean

    /** Whether everybody has left. */
    val isGone: Boolean

    /** How many there are. */
    val size: Int

    /** Whether the calling thread is one of them; behind the monitor or not. */
    val isCaller: Boolean

    /** Blocks until those who have left are really gone. */
    fun awaitGone()

    fun interface Summons {
        fun go()
    }

    /** Nobody: the jobs are taken by somebody who need not be asked. */
    object None : Crew {
        override fun summon(): Summons? = null

        override fun dismiss() {}

        override val isAtWork: Boolean
            get() = true

        override val isGone: Boolean
            get() = true

        override val size: Int
            get() = 0

        override val isCaller: Boolean
            get() = false

        override fun awaitGone() {}
    }
}
