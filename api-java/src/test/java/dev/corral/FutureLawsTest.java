package dev.corral;

import dev.corral.testing.FutureLaws;
import java.util.stream.Stream;

class FutureLawsTest extends FutureLaws {
  @Override
  protected Stream<Operation> operations() {
    return Subject.all().map(Subject::operation);
  }
}
