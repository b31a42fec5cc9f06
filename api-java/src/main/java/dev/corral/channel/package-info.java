/** Queues, and the choice between several of them. */
@NullMarked
package dev.corral.channel;

import org.jspecify.annotations.NullMarked;
