/**
 * HTTP servers that do what a script says, a client that asks them, and a count of what the servers
 * saw: what the samples run against. Start reading at {@link dev.corral.samples.loopback.Loopback}.
 */
package dev.corral.samples.loopback;
