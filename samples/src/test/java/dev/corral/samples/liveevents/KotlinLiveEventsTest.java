package dev.corral.samples.liveevents;

class KotlinLiveEventsTest extends LiveEventScenarios {
  @Override
  EventHub.Maker maker() {
    return dev.corral.samples.liveevents.kotlin.LiveEvents::new;
  }
}
