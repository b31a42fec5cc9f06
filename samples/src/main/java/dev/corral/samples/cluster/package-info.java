/**
 * Jobs that run on the members of a Hazelcast cluster, one of which is killed, and one job of which
 * is cancelled. Start reading at {@link dev.corral.samples.cluster.WordCount}; {@link
 * dev.corral.samples.cluster.Demo} runs it.
 */
package dev.corral.samples.cluster;
