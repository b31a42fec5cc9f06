package dev.corral.samples.ratelimit;

class KotlinPoliteGeocoderTest extends GeocoderScenarios {
  @Override
  Geocoder.Maker maker() {
    return dev.corral.samples.ratelimit.kotlin.PoliteGeocoder::new;
  }
}
