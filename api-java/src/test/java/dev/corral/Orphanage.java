package dev.corral;

/** Ends groups that nobody can close any more. */
public final class Orphanage {
  private Orphanage() {}

  /** What ends {@code group} and does not refer to it. */
  public static Runnable end(TaskGroup group) {
    var scope = group.scope;
    return () -> {
      scope.cancel();
      scope.endBody();
    };
  }
}
