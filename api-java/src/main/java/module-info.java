import org.jspecify.annotations.NullMarked;

/** Structured concurrency for Java on {@link java.util.concurrent.CompletableFuture}. */
@NullMarked
@SuppressWarnings("requires-automatic") // what there is of Micrometer
module dev.corral {
  requires dev.corral.engine;
  // Not transitive: with -Xlint:exports and -Werror javac then refuses a Kotlin type in a public
  // Java signature.
  requires kotlin.stdlib;

  exports dev.corral;
  exports dev.corral.channel;
  exports dev.corral.context;
  exports dev.corral.diagnostics;
  exports dev.corral.interop;
  exports dev.corral.kotlin;
  exports dev.corral.pool;
  exports dev.corral.stream;
  exports dev.corral.sync;
  exports dev.corral.testing;

  requires static transitive org.jspecify;
  // For the extensions and the laws in dev.corral.testing alone. Not transitive, or whoever
  // requires this module could not be compiled without them.
  requires static org.junit.jupiter.api;
  requires static org.junit.jupiter.params;
  // Measured and traced with where they are there; not transitive for the same reason.
  requires static micrometer.core;
  requires static micrometer.observation;
  requires static micrometer.commons;
}
