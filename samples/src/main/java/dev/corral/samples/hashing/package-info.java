/**
 * A directory of files that processes hash, one of which gets stuck and is killed while the others
 * go on. Start reading at {@link dev.corral.samples.hashing.ProcessHasher}; {@link
 * dev.corral.samples.hashing.Demo} runs it.
 */
package dev.corral.samples.hashing;
