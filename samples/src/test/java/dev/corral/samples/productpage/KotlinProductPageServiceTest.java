package dev.corral.samples.productpage;

class KotlinProductPageServiceTest extends ProductPageScenarios {
  @Override
  PageExchange.Handler service(Backends backends) {
    return new dev.corral.samples.productpage.kotlin.ProductPageService(backends);
  }
}
