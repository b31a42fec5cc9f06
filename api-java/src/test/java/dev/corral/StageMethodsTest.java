package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method of {@link CompletableFuture}, on whatever JDK this runs. */
@Timeout(30)
class StageMethodsTest {
  /** Inherited on purpose: they ask, or build on {@code newIncompleteFuture} and the overridden. */
  private static final Set<String> INHERITED =
      Set.of(
          "copy",
          "minimalCompletionStage",
          "getNumberOfDependents",
          "toCompletableFuture",
          "state", // JDK 19
          "hashCode",
          "equals",
          "getClass",
          "notify",
          "notifyAll",
          "wait");

  static Stream<Method> methodsOfCompletableFuture() {
    return Arrays.stream(CompletableFuture.class.getMethods())
        .filter(method -> !Modifier.isStatic(method.getModifiers()));
  }

  static Stream<Method> callbackMethods() {
    return Arrays.stream(CompletionStage.class.getMethods())
        .filter(method -> method.getParameterCount() > 0);
  }

  @ParameterizedTest
  @MethodSource("methodsOfCompletableFuture")
  void everyMethodIsOverriddenOrInheritedOnPurpose(Method method) throws Exception {
    Class<?> owner =
        TaskHandle.class
            .getMethod(method.getName(), method.getParameterTypes())
            .getDeclaringClass();
    boolean ours = owner.getPackage() == CorralFuture.class.getPackage();
    assertThat(ours || INHERITED.contains(method.getName())).as(method.toString()).isTrue();
  }

  @Test
  void thereAreAsManyCallbackMethodsAsKnown() {
    assertThat(callbackMethods().count()).isEqualTo(42);
  }

  @ParameterizedTest
  @MethodSource("callbackMethods")
  void aCallbackOnAPendingFutureRunsOnACallbackThread(Method method) throws Exception {
    CompletableFuture<Object> failing = new CompletableFuture<>();
    CompletableFuture<Object> work = new CompletableFuture<>();
    CompletableFuture<Object> other = new CompletableFuture<>();
    Queue ran = new Queue();
    CorralFuture<Object> future = Corral.submit(() -> work);
    CorralFuture<Object> failure = Corral.submit(() -> failing);
    Future<?> derived = call(method, future, other, ran);
    Future<?> derivedOfFailure = call(method, failure, other, ran);
    assertThat(derived).isInstanceOf(CorralFuture.class);
    assertThat(derivedOfFailure).isInstanceOf(CorralFuture.class);
    work.complete(1);
    other.complete(2);
    failing.completeExceptionally(new Exception("boom"));
    end(derived);
    end(derivedOfFailure);
    assertThat(ran).isNotEmpty();
    assertThat(ran).noneMatch(StageMethodsTest::isForbidden);
  }

  @ParameterizedTest
  @MethodSource("callbackMethods")
  void aCallbackOnADoneFutureRunsWhereItIsAttachedOrOnACallbackThread(Method method)
      throws Exception {
    CompletableFuture<Object> other = CompletableFuture.completedFuture(2);
    Queue ran = new Queue();
    CorralFuture<Object> future = Corral.submit(() -> Subject.done(1).thenApply(x -> x));
    CorralFuture<Object> failure =
        Corral.submit(() -> CompletableFuture.failedFuture(new Exception("boom")));
    end(future.handle((x, e) -> 1));
    end(failure.handle((x, e) -> 1));
    end(call(method, future, other, ran));
    end(call(method, failure, other, ran));
    assertThat(ran).isNotEmpty();
    boolean async = method.getName().endsWith("Async");
    String here = Thread.currentThread().getName();
    assertThat(ran).allMatch(name -> async ? !isForbidden(name) : name.equals(here));
  }

  private static boolean isForbidden(String thread) {
    return thread.startsWith("corral-timer") || thread.startsWith("corral-worker");
  }

  private static void end(Future<?> future) throws InterruptedException {
    try {
      future.get();
    } catch (java.util.concurrent.ExecutionException e) {
      assertThat(e).hasRootCauseMessage("boom");
    }
  }

  private static Future<?> call(
      Method method, CorralFuture<Object> future, CompletableFuture<Object> other, Queue ran)
      throws IllegalAccessException, InvocationTargetException {
    List<Object> arguments =
        Arrays.stream(method.getParameterTypes())
            .map(type -> argument(type, method, other, ran))
            .toList();
    return (Future<?>) method.invoke(future, arguments.toArray());
  }

  private static Object argument(
      Class<?> type, Method method, CompletableFuture<Object> other, Queue ran) {
    if (type == CompletionStage.class) {
      return other;
    }
    if (type == Executor.class) {
      return (Executor) CompletableFuture::runAsync;
    }
    if (type == Runnable.class) {
      return (Runnable) ran::add;
    }
    if (type == Consumer.class) {
      return (Consumer<Object>) x -> ran.add();
    }
    if (type == BiConsumer.class) {
      return (BiConsumer<Object, Object>) (x, y) -> ran.add();
    }
    if (type == BiFunction.class) {
      return (BiFunction<Object, Object, Object>) (x, y) -> ran.add();
    }
    assertThat(type).isEqualTo(Function.class);
    boolean composes = method.getName().contains("ompose");
    return (Function<Object, Object>)
        x -> composes ? CompletableFuture.completedFuture(ran.add()) : ran.add();
  }

  /** The names of the threads that callbacks ran on. */
  private static final class Queue extends ConcurrentLinkedQueue<String> {
    private static final long serialVersionUID = 1L;

    boolean add() {
      return add(Thread.currentThread().getName());
    }
  }
}
