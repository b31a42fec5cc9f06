/** What is left over, and where it is from. */
@NullMarked
package dev.corral.diagnostics;

import org.jspecify.annotations.NullMarked;
