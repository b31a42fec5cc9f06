/**
 * The engine of Corral. Kotlin callers use its rooms; the kernel and the crossing are for the Java
 * façade alone.
 */
@SuppressWarnings("requires-automatic") // what there is of Micrometer
module dev.corral.engine {
  requires transitive kotlin.stdlib;
  requires transitive kotlinx.coroutines.core;
  requires static transitive org.jspecify;
  // Carried where they are there; nothing fails where they are not.
  requires static context.propagation;
  requires static java.management;
  requires static org.slf4j;
  // Measured and traced with where they are there. Not transitive, or whoever requires this module
  // could not be compiled without them.
  requires static micrometer.core;
  requires static micrometer.observation;
  requires static micrometer.commons;
  // Events are written where it is there.
  requires static jdk.jfr;

  uses dev.corral.engine.kernel.ProbeSource;
  uses dev.corral.engine.kernel.StartUp;

  provides dev.corral.engine.kernel.ProbeSource with
      dev.corral.engine.diagnostics.FlightRecording;
  provides dev.corral.engine.kernel.StartUp with
      dev.corral.engine.diagnostics.TaskTreeBeanStartUp;

  exports dev.corral.engine;
  exports dev.corral.engine.channel;
  exports dev.corral.engine.combine;
  exports dev.corral.engine.context;
  exports dev.corral.engine.diagnostics;
  exports dev.corral.engine.interop;
  exports dev.corral.engine.pool;
  exports dev.corral.engine.stream;
  exports dev.corral.engine.sync;
  exports dev.corral.engine.testing;
  exports dev.corral.engine.bridge to
      dev.corral;
  exports dev.corral.engine.combine.kernel to
      dev.corral;
  exports dev.corral.engine.kernel to
      dev.corral;
  exports dev.corral.engine.pool.process to
      dev.corral;
  exports dev.corral.engine.stream.kernel to
      dev.corral;
}
