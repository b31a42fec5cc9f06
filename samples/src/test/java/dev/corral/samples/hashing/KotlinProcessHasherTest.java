package dev.corral.samples.hashing;

class KotlinProcessHasherTest extends HashingScenarios {
  @Override
  TreeHasher.Maker maker() {
    return dev.corral.samples.hashing.kotlin.ProcessHasher::new;
  }
}
