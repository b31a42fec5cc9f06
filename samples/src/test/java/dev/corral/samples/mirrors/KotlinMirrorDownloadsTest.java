package dev.corral.samples.mirrors;

class KotlinMirrorDownloadsTest extends MirrorScenarios {
  @Override
  Downloads.Maker maker() {
    return dev.corral.samples.mirrors.kotlin.MirrorDownloads::new;
  }
}
