/**
 * The engine of Corral. Kotlin callers use its rooms; the kernel and the crossing are for the Java
 * façade alone.
 */
@SuppressWarnings("requires-automatic") // what there is of context-propagation
module dev.corral.engine {
  requires transitive kotlin.stdlib;
  requires transitive kotlinx.coroutines.core;
  requires static transitive org.jspecify;
  // Carried where they are there; nothing fails where they are not.
  requires static context.propagation;
  requires static java.management;
  requires static org.slf4j;
  // Events are written where it is there.
  requires static jdk.jfr;

  uses dev.corral.engine.kernel.ProbeSource;

  provides dev.corral.engine.kernel.ProbeSource with
      dev.corral.engine.diagnostics.FlightRecording;

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

  uses dev.corral.engine.kernel.StartUp;

  provides dev.corral.engine.kernel.StartUp with
      dev.corral.engine.diagnostics.TaskTreeBeanStartUp;
}
