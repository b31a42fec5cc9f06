package dev.corral.samples.workerpool;

class DeadlinePoolTest extends PoolScenarios {
  @Override
  WorkerPool.Maker maker() {
    return DeadlinePool::new;
  }
}
