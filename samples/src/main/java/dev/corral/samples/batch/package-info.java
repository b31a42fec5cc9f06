/**
 * Five hundred requests, so many at once and no more, some of which fail. Start reading at {@link
 * dev.corral.samples.batch.PriceBatch}; {@link dev.corral.samples.batch.Demo} runs it.
 */
package dev.corral.samples.batch;
