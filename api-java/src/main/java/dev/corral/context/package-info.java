/**
 * What follows the work, and what stays with a task.
 *
 * <p>A {@link ContextKey} is bound with {@link ScopedContext} and seen by everything begun there,
 * in either language; a {@link TaskLocal} is one task's own, and is not inherited. What others keep
 * in thread-locals or scoped values, such as a logging context, is carried by {@link
 * dev.corral.CorralConfig#carrying}.
 */
@NullMarked
package dev.corral.context;

import org.jspecify.annotations.NullMarked;
