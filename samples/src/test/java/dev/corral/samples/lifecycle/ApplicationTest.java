package dev.corral.samples.lifecycle;

class ApplicationTest extends LifecycleScenarios {
  @Override
  Lifecycle lifecycle() {
    return new Application();
  }
}
