package dev.corral.samples.batch;

class PriceBatchTest extends PriceScenarios {
  @Override
  Prices.Maker maker() {
    return PriceBatch::new;
  }
}
