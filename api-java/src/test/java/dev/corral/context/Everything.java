package dev.corral.context;

import dev.corral.CorralConfig;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.slf4j.MDC;

/** One word on every carrier that there is, of which {@link #seen} tells whether they agree. */
final class Everything {
  static final ContextKey<String> KEY = ContextKey.named("word");
  private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();
  private static final ThreadLocal<String> REGISTERED = new ThreadLocal<>();

  /** Stands for a scoped value: bound for a call, and by nothing else. */
  private static final ThreadLocal<String> SCOPED = new ThreadLocal<>();

  private Everything() {}

  /** Carries all of it; what is registered is so until {@link #unregister}. */
  static CorralConfig config() {
    ContextRegistry.getInstance()
        .registerThreadLocalAccessor("everything", REGISTERED)
        .registerThreadLocalAccessor(new SpanAccessor());
    return CorralConfig.defaults()
        .carrying(LOCAL)
        .carrying(SCOPED::get, (word, body) -> scoped(word, body));
  }

  static void unregister() {
    ContextRegistry.getInstance().removeThreadLocalAccessor("everything");
    ContextRegistry.getInstance().removeThreadLocalAccessor((Object) SpanAccessor.class);
  }

  /**
   * Calls {@code body} with {@code word} on the thread, but for the key; what was there is back
   * afterwards.
   */
  static <T> T with(String word, Supplier<T> body) {
    String before = LOCAL.get();
    put(word);
    try {
      Object[] result = new Object[1];
      scoped(word, () -> result[0] = body.get());
      @SuppressWarnings("unchecked")
      T typed = (T) result[0];
      return typed;
    } finally {
      put(before);
    }
  }

  private static void scoped(String word, Runnable body) {
    String before = SCOPED.get();
    SCOPED.set(word);
    try {
      body.run();
    } finally {
      SCOPED.set(before);
    }
  }

  private static void put(String word) {
    if (word == null) {
      LOCAL.remove();
      REGISTERED.remove();
      MDC.clear();
      Context.root().makeCurrent();
    } else {
      LOCAL.set(word);
      REGISTERED.set(word);
      MDC.put("word", word);
      Context.current().with(span(word)).makeCurrent();
    }
  }

  private static Span span(String word) {
    String id = String.format("%016x", word.hashCode());
    return Span.wrap(
        SpanContext.create(id + id, id, TraceFlags.getDefault(), TraceState.getDefault()));
  }

  /** The word that all carriers have; what each of them has, if they differ. */
  static String seen() {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("key", ScopedContext.find(KEY).orElse(null));
    words.putAll(onThread());
    Set<String> all = new TreeSet<>();
    words.values().forEach(word -> all.add(String.valueOf(word)));
    return all.size() == 1 ? all.iterator().next() : words.toString();
  }

  private static Map<String, String> onThread() {
    String word = LOCAL.get();
    Map<String, String> words = new LinkedHashMap<>();
    words.put("local", word);
    words.put("registered", REGISTERED.get());
    words.put("scoped", SCOPED.get());
    words.put("mdc", MDC.get("word"));
    String current = Span.current().getSpanContext().getSpanId();
    String expected = (word == null ? Span.getInvalid() : span(word)).getSpanContext().getSpanId();
    words.put("span", current.equals(expected) ? word : "another: " + current);
    return words;
  }

  private static final class SpanAccessor implements ThreadLocalAccessor<Context> {
    @Override
    public Object key() {
      return SpanAccessor.class;
    }

    @Override
    public Context getValue() {
      Context current = Context.current();
      return current == Context.root() ? null : current;
    }

    @Override
    public void setValue(Context value) {
      value.makeCurrent();
    }

    @Override
    public void setValue() {
      Context.root().makeCurrent();
    }
  }
}
