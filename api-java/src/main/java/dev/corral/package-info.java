/**
 * Structured concurrency on {@link java.util.concurrent.CompletableFuture}: tasks, groups, scopes,
 * deadlines, and the front door {@link dev.corral.Corral}.
 */
@NullMarked
package dev.corral;

import org.jspecify.annotations.NullMarked;
