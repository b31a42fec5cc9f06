package dev.corral.samples.workerpool;

class KotlinDeadlinePoolTest extends PoolScenarios {
  @Override
  WorkerPool.Maker maker() {
    return dev.corral.samples.workerpool.kotlin.DeadlinePool::new;
  }
}
