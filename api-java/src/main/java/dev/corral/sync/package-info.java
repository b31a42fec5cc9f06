/** Locks, semaphores and what else tasks wait for each other with, as futures. */
@NullMarked
package dev.corral.sync;

import org.jspecify.annotations.NullMarked;
