/**
 * A batch of requests to a server that allows only so many in a while and fails now and then: with
 * the rate limiter of resilience4j. Start reading at {@link
 * dev.corral.samples.ratelimit.PoliteGeocoder}; {@link dev.corral.samples.ratelimit.Demo} runs it.
 */
package dev.corral.samples.ratelimit;
