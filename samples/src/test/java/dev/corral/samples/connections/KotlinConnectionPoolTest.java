package dev.corral.samples.connections;

class KotlinConnectionPoolTest extends ConnectionScenarios {
  @Override
  Connections.Maker maker() {
    return dev.corral.samples.connections.kotlin.ConnectionPool::new;
  }
}
