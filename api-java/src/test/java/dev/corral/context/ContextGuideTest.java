package dev.corral.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.CorralFuture;
import dev.corral.GroupOptions;
import dev.corral.Task;
import dev.corral.TaskGroup;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The code of docs/guides/context.md, compiled and run. */
@Timeout(60)
class ContextGuideTest {
  private static final Logger log = LoggerFactory.getLogger(ContextGuideTest.class);
  private static final Path SOURCES = Path.of("src", "test");

  static final ContextKey<String> USER = ContextKey.named("user");
  static final ContextKey<String> LOCALE = ContextKey.named("locale", "en");
  static final TaskLocal<Integer> QUERIES = TaskLocal.named("queries");
  static final ThreadLocal<String> TENANT = new ThreadLocal<>();

  @Test
  void keys() throws Exception {
    CorralFuture<String> greeting =
        ScopedContext.with(
            USER,
            "ada",
            () -> {
              CorralFuture<String> name = Corral.toThread(() -> ScopedContext.get(USER));
              return name.thenApply(n -> ScopedContext.get(LOCALE) + ": hello " + n);
            });
    assertThat(greeting.join()).isEqualTo("en: hello ada");
  }

  @Test
  void taskLocals() {
    CorralFuture<Integer> counted =
        Corral.submit(
            () -> {
              QUERIES.set(1);
              CorralFuture<Boolean> inherited = Corral.toThread(() -> QUERIES.find().isPresent());
              return inherited.thenApply(is -> is ? -1 : QUERIES.get() + 1);
            });
    assertThat(counted.join()).isEqualTo(2);
  }

  @Test
  void mdc() {
    List<String> requests = new ArrayList<>();
    MDC.put("request", "r-17");
    try {
      Corral.toThreadAction(
              () -> {
                log.debug("has request=r-17 in its pattern");
                requests.add(MDC.get("request"));
              })
          .join();
    } finally {
      MDC.remove("request");
    }
    assertThat(requests).containsExactly("r-17");
  }

  @Test
  void withoutIt() {
    CorralConfig config = CorralConfig.defaults().carryingMdc(false).carryingRegistered(false);
    MDC.put("request", "r-17");
    TaskGroup.runAll(
            GroupOptions.defaults().config(config),
            group -> group.spawnAction(() -> assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty()))
        .join();
    MDC.remove("request");
  }

  @Test
  void oneThreadLocal() {
    CorralConfig config = CorralConfig.defaults().carrying(TENANT);
    List<String> tenants = new ArrayList<>();
    TENANT.set("acme");
    TaskGroup.runAll(
            GroupOptions.defaults().config(config),
            group -> group.spawnAction(() -> tenants.add(TENANT.get())))
        .join();
    TENANT.remove();
    assertThat(tenants).containsExactly("acme");
  }

  static final class SpanAccessor implements ThreadLocalAccessor<Context> {
    @Override
    public Object key() {
      return "opentelemetry";
    }

    @Override
    public Context getValue() {
      return Context.current() == Context.root() ? null : Context.current();
    }

    @Override
    public void setValue(Context context) {
      context.makeCurrent();
    }

    @Override
    public void setValue() {
      Context.root().makeCurrent();
    }
  }

  @Test
  @SuppressWarnings("try") // a scope is there to be closed
  void spans() {
    ContextRegistry.getInstance().registerThreadLocalAccessor(new SpanAccessor());
    try (SdkTracerProvider tracing = SdkTracerProvider.builder().build()) {
      Span span = tracing.get("guide").spanBuilder("request").startSpan();
      CorralFuture<String> trace;
      try (Scope ignored = span.makeCurrent()) {
        trace = Corral.toThread(() -> Span.current().getSpanContext().getTraceId());
      } finally {
        span.end();
      }
      assertThat(trace.join()).isEqualTo(span.getSpanContext().getTraceId());
    } finally {
      ContextRegistry.getInstance().removeThreadLocalAccessor("opentelemetry");
    }
  }

  @Test
  void reactor() {
    ContextRegistry.getInstance().registerThreadLocalAccessor("tenant", TENANT);
    Sinks.One<String> sink = Sinks.one();
    TENANT.set("acme");
    try {
      Mono<String> answer =
          sink.asMono()
              .flatMap(order -> Mono.fromFuture(() -> Corral.toThread(() -> order + TENANT.get())))
              .handle(
                  (String text, reactor.core.publisher.SynchronousSink<String> next) ->
                      next.next(text + " for " + TENANT.get()))
              .contextCapture();
      CorralFuture<String> seen = Corral.submit(Task.of(() -> answer.toFuture()));
      sink.tryEmitValue("17 of ");
      assertThat(seen.join()).isEqualTo("17 of acme for acme");
    } finally {
      TENANT.remove();
      ContextRegistry.getInstance().removeThreadLocalAccessor("tenant");
    }
  }

  /** On JDK 25, which alone has scoped values, and whose compiler is called at run time. */
  @Test
  @EnabledForJreRange(minVersion = 25)
  void scopedValues(@TempDir Path classes) throws Exception {
    String source = "java25/dev/corral/scoped/ScopedValueGuide.java";
    String path =
        placeOf(Corral.class)
            + File.pathSeparator
            + placeOf(dev.corral.engine.context.TaskLocal.class);
    List<String> javac =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "javac").toString(),
            "-cp",
            path,
            "-d",
            classes.toString(),
            SOURCES.resolve(source).toString());
    int failed = new ProcessBuilder(javac).inheritIO().start().waitFor();
    assertThat(failed).isZero();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {classes.toUri().toURL()}, Corral.class.getClassLoader())) {
      Callable<?> guide =
          (Callable<?>)
              loader
                  .loadClass("dev.corral.scoped.ScopedValueGuide")
                  .getDeclaredConstructor()
                  .newInstance();
      assertThat(guide.call()).isEqualTo(List.of("ada", "ada", "ada", "ada", "ada"));
    }
  }

  private static Path placeOf(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
