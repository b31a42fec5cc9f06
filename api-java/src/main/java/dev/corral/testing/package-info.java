/**
 * What tests of concurrent code need: a clock that they move, an order that they choose, and the
 * certainty that nothing is left behind.
 *
 * <p>The extensions are for JUnit Jupiter, which whoever uses them brings along.
 */
@NullMarked
package dev.corral.testing;

import org.jspecify.annotations.NullMarked;
