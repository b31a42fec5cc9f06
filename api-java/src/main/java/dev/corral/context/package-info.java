/** What follows the work, and what stays with a task: context keys and task-local variables. */
@NullMarked
package dev.corral.context;

import org.jspecify.annotations.NullMarked;
