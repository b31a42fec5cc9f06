/**
 * A few workers for many jobs, each of which has a deadline: of those that wait, the one that is
 * due first is begun first, and what is overdue is not begun, or stopped. Start reading at {@link
 * dev.corral.samples.workerpool.DeadlinePool}; {@link dev.corral.samples.workerpool.Demo} runs it.
 */
package dev.corral.samples.workerpool;
