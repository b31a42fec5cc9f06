package dev.corral.samples.ratelimit;

class PoliteGeocoderTest extends GeocoderScenarios {
  @Override
  Geocoder.Maker maker() {
    return PoliteGeocoder::new;
  }
}
