package dev.corral.samples.productpage;

class ProductPageServiceTest extends ProductPageScenarios {
  @Override
  PageExchange.Handler service(Backends backends) {
    return new ProductPageService(backends);
  }
}
