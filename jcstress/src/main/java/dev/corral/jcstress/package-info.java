/** Races between a grant and what takes it back, two actors at a time. */
package dev.corral.jcstress;
