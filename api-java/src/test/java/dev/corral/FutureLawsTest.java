package dev.corral;

import java.util.stream.Stream;

class FutureLawsTest extends FutureLaws {
  @Override
  Stream<Subject> subjects() {
    return Subject.all();
  }
}
