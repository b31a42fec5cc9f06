/**
 * Services that need each other, as one unit: each is started when what it needs is healthy, and
 * stopped when nobody needs it any more, however the whole ends. Start reading at {@link
 * dev.corral.samples.lifecycle.Application}; {@link dev.corral.samples.lifecycle.Demo} runs it.
 */
package dev.corral.samples.lifecycle;
