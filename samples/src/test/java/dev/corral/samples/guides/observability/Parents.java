package dev.corral.samples.guides.observability;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Whose part each observation is: what a tracer would show. */
final class Parents implements ObservationHandler<Observation.Context> {
  final Map<String, String> of = new ConcurrentHashMap<>();

  @Override
  public boolean supportsContext(Observation.Context context) {
    return true;
  }

  @Override
  public void onStop(Observation.Context context) {
    var parent = context.getParentObservation();
    of.put(
        context.getContextualName(),
        parent == null ? "none" : parent.getContextView().getContextualName());
  }
}
