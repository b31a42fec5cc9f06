/**
 * The product-page service, told to end while many clients keep asking it: it accepts nobody any
 * more, and answers everybody whom it had accepted. Start reading at {@link
 * dev.corral.samples.shutdown.PageServer}; {@link dev.corral.samples.shutdown.Demo} runs it, as a
 * process of its own.
 */
package dev.corral.samples.shutdown;
