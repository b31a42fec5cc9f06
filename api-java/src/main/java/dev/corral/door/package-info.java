/** What the root does for the other rooms and does not say to users: not exported. */
@NullMarked
package dev.corral.door;

import org.jspecify.annotations.NullMarked;
