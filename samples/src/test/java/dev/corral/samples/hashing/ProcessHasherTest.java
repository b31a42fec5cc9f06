package dev.corral.samples.hashing;

class ProcessHasherTest extends HashingScenarios {
  @Override
  TreeHasher.Maker maker() {
    return ProcessHasher::new;
  }
}
