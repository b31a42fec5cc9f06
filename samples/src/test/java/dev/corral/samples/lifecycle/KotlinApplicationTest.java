package dev.corral.samples.lifecycle;

class KotlinApplicationTest extends LifecycleScenarios {
  @Override
  Lifecycle lifecycle() {
    return new dev.corral.samples.lifecycle.kotlin.Application();
  }
}
