/**
 * A page of many sections that comes in time with those that came in time. Start reading at {@link
 * dev.corral.samples.frontpage.FrontPageService}; {@link dev.corral.samples.frontpage.Demo} runs
 * it.
 */
package dev.corral.samples.frontpage;
