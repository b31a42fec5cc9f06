package dev.corral.samples.mirrors;

class MirrorDownloadsTest extends MirrorScenarios {
  @Override
  Downloads.Maker maker() {
    return MirrorDownloads::new;
  }
}
