/**
 * A product page from three backends at once: an HTTP service, a SQL database and a compressed
 * file. Start reading at {@link dev.corral.samples.productpage.ProductPageService}; {@link
 * dev.corral.samples.productpage.Demo} runs it.
 */
package dev.corral.samples.productpage;
