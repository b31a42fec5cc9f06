/** The engine of Corral: structured concurrency on kotlinx.coroutines, for Kotlin callers. */
module dev.corral.engine {
  requires transitive kotlin.stdlib;
  requires transitive kotlinx.coroutines.core;
  requires static transitive org.jspecify;
}
