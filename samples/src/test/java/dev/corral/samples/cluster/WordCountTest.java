package dev.corral.samples.cluster;

class WordCountTest extends ClusterScenarios {
  @Override
  WordCounter.Maker maker() {
    return WordCount::new;
  }
}
