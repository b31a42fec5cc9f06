package dev.corral.samples.cluster;

class KotlinWordCountTest extends ClusterScenarios {
  @Override
  WordCounter.Maker maker() {
    return dev.corral.samples.cluster.kotlin.WordCount::new;
  }
}
