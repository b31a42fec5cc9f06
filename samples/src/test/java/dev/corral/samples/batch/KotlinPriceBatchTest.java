package dev.corral.samples.batch;

class KotlinPriceBatchTest extends PriceScenarios {
  @Override
  Prices.Maker maker() {
    return dev.corral.samples.batch.kotlin.PriceBatch::new;
  }
}
