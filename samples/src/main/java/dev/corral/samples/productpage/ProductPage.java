package dev.corral.samples.productpage;

/**
 * What a customer sees of a product.
 *
 * @param product its id
 * @param title from the catalogue
 * @param inStock units, from the stock database
 * @param stars from the reviews service
 */
public record ProductPage(String product, String title, int inStock, double stars) {}
