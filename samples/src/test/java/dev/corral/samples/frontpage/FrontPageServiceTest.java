package dev.corral.samples.frontpage;

class FrontPageServiceTest extends FrontPageScenarios {
  @Override
  FrontPages.Maker maker() {
    return FrontPageService::new;
  }
}
