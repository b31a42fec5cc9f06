/**
 * Live events of several sources, sent to many HTTP clients, of which some are slow and some leave.
 * Start reading at {@link dev.corral.samples.liveevents.LiveEvents}; {@link
 * dev.corral.samples.liveevents.Demo} runs it.
 */
package dev.corral.samples.liveevents;
