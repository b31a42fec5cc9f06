/**
 * The border to threads and functions that know nothing of tasks: code of foreign threads as part
 * of a task, blocking functions as asynchronous ones and the other way round.
 */
@NullMarked
package dev.corral.interop;

import org.jspecify.annotations.NullMarked;
