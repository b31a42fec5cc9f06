package dev.corral.samples.liveevents;

class LiveEventsTest extends LiveEventScenarios {
  @Override
  EventHub.Maker maker() {
    return LiveEvents::new;
  }
}
