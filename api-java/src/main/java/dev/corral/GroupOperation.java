package dev.corral;

import dev.corral.engine.bridge.BodyKind;
import dev.corral.engine.bridge.Bridge;
import dev.corral.engine.kernel.BitsKt;
import dev.corral.engine.kernel.Deadlines;
import dev.corral.engine.kernel.Engine;
import dev.corral.engine.kernel.Scope;
import dev.corral.engine.kernel.ScopeKind;
import dev.corral.engine.kernel.Tree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The scope of a group: its children are the tasks spawned in it. */
final class GroupOperation<R extends @Nullable Object> extends Operation<R> {
  private final Engine engine;
  private final GroupOptions options;
  private final TaskGroup.@Nullable Body<? extends R> body;
  private @Nullable Thread opener = Thread.currentThread();

  GroupOperation(Scope parent, GroupOptions options, TaskGroup.@Nullable Body<? extends R> body) {
    super(parent, options.supervising ? BitsKt.SUPERVISES : 0);
    this.engine =
        options.config == null
            ? parent.getEngine()
            : options.config.engineBelow(parent.getEngine());
    this.options = options;
    this.body = body;
  }

  /** Opens the group, and runs its body if it has one. */
  GroupOperation<R> start() {
    if (body == null) {
      // Open from the start, in a cancelled task too: only a join or a close ends it.
      claimForCaller();
    }
    attachToLiving();
    if (options.timeoutNanos != ConfiguredTask.NO_TIMEOUT) {
      Deadlines.limitAfter(this, options.timeoutNanos);
    }
    Deadlines.limitAt(this, options.deadline.nanos());
    run();
    if (Bridge.isLeftToProcess(this)) {
      processStops();
    }
    return this;
  }

  @Override
  protected Engine ownEngine() {
    return engine;
  }

  @Override
  public ScopeKind scopeKind() {
    return ScopeKind.GROUP;
  }

  @Override
  protected BodyKind kind() {
    return body == null ? BodyKind.MANUAL : BodyKind.STAGE;
  }

  /** Ends the body of a group that was opened without one. */
  void endBody() {
    if (body != null || getHasBodyEnded()) {
      return;
    }
    if (isCancelled()) {
      stopped();
    } else {
      succeed(null);
    }
  }

  /** Nobody can spawn in it any more but its own tasks. */
  @Override
  public void processStops() {
    endBody();
  }

  /** Nobody can look at the outcome of an opened group any more. */
  void closed() {
    if (body == null) {
      Bridge.reportIfUnobserved(this);
    }
  }

  /** The bit of a task that this thread spawns and may run itself while it waits for the group. */
  int helpable(Task<?> task) {
    return Operation.isHelpable(task) ? Bridge.helpable(opener) : 0;
  }

  List<TaskHandle<?>> liveTasks() {
    List<TaskHandle<?>> live = new ArrayList<>();
    for (Scope child : Tree.liveChildren(this)) {
      if (child instanceof Operation<?> task && task.isTask()) {
        live.add(task.future);
      }
    }
    return live;
  }

  @Override
  protected @Nullable Object call() throws Exception {
    return body == null ? null : body.run(new TaskGroup(this));
  }

  @Override
  public @Nullable Thread opener() {
    return opener;
  }

  @Override
  public @Nullable Thread bodyThread() {
    return body == null ? opener : null;
  }

  @Override
  protected void ended() {
    opener = null;
    super.ended();
  }

  @Override
  @Nullable Disposer<?> disposer() {
    return options.disposer;
  }

  @Override
  protected boolean getHearsFailures() {
    return options.childFailure != null;
  }

  @Override
  protected void childFailed(Scope child, Throwable error) {
    if (options.childFailure != null && child instanceof Operation<?> operation) {
      options.childFailure.accept(operation.future, error);
    }
  }

  @Override
  public String name() {
    return options.name != null ? options.name : unnamed("group");
  }
}
