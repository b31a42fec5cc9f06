package dev.corral.samples.frontpage;

class KotlinFrontPageServiceTest extends FrontPageScenarios {
  @Override
  FrontPages.Maker maker() {
    return dev.corral.samples.frontpage.kotlin.FrontPageService::new;
  }
}
