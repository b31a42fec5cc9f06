package dev.corral.stream;

/** When a merge of streams ends. */
public enum MergeUntil {
  /** When all have ended. */
  ALL,

  /** When the first one has ended; the others are closed. */
  FIRST,
}
