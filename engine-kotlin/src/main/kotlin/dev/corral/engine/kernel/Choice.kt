package dev.corral.engine.kernel

/** Which of several waits was granted, and what. */
public class Choice internal constructor(@JvmField public val index: Int, @JvmField public val value: Any)
