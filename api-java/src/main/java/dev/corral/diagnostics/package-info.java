/**
 * What runs, what ran and what was left over: dumps and recordings of the tree of groups, tasks and
 * operations, and leaks.
 *
 * <p>While the Flight Recorder records, Corral writes events: {@code dev.corral.Group}, {@code
 * dev.corral.Task} and {@code dev.corral.Operation} from the beginning to the end of each, on
 * whatever threads, {@code dev.corral.Begun} when it was begun, {@code dev.corral.Wait}, {@code
 * dev.corral.Cancel}, {@code dev.corral.Timeout} and {@code dev.corral.Interrupt}. All are on
 * unless a recording's settings say otherwise; the stack trace of {@code Begun}, which shows the
 * code that began it, is off unless they say {@code dev.corral.Begun#stackTrace=true}. Without a
 * recording nothing is written, and nothing is kept.
 */
@NullMarked
package dev.corral.diagnostics;

import org.jspecify.annotations.NullMarked;
