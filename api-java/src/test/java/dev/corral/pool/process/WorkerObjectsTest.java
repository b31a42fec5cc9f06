package dev.corral.pool.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.pool.JobFailedException;
import dev.corral.pool.ProcessOptions;
import dev.corral.pool.ProcessPool;
import java.io.File;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Calendar;
import java.util.Collections;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What may be sent, what may be read, and what is said of what may not. */
@Timeout(120)
class WorkerObjectsTest {
  private static final String GADGET =
      """
      package elsewhere;
      public class Gadget implements java.io.Serializable {
        private static final long serialVersionUID = 1L;
        static { touch("initialized"); }
        private String mark = "x";
        static void touch(String what) {
          try {
            java.nio.file.Files.writeString(
                java.nio.file.Path.of(System.getProperty("gadget.file")), what);
          } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        }
        private void readObject(java.io.ObjectInputStream in) throws Exception {
          in.defaultReadObject();
          touch("read");
        }
      }
      """;

  private static final String FAILURE =
      """
      package elsewhere;
      public class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;
        public Failure(String message) { super(message); }
      }
      """;

  @TempDir private static Path directory;

  private static ProcessPool pool;
  private static ProcessPool open;
  private static Path touched;

  /** Classes that are on the workers' path, and are from elsewhere. */
  private static URLClassLoader elsewhere;

  static final class Holder implements Serializable {
    private static final long serialVersionUID = 1L;
    private final String name = "holder";

    @SuppressWarnings("serial")
    private final Object held;

    Holder(Object held) {
      this.held = held;
    }
  }

  @BeforeAll
  static void prepare() throws IOException {
    Path classes = Files.createDirectory(directory.resolve("classes"));
    touched = directory.resolve("touched");
    System.setProperty("gadget.file", directory.resolve("here").toString());
    List<String> sources = new ArrayList<>();
    for (var source : Map.of("Gadget", GADGET, "Failure", FAILURE).entrySet()) {
      Path file = directory.resolve(source.getKey() + ".java");
      Files.writeString(file, source.getValue());
      sources.add(file.toString());
    }
    List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", classes.toString()));
    arguments.addAll(sources);
    int code =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(System.out, System.err, arguments.toArray(String[]::new));
    assertThat(code).isZero();
    elsewhere = new URLClassLoader(new URL[] {classes.toUri().toURL()});
    List<Path> path = new ArrayList<>(Workers.classPath());
    path.add(classes);
    ProcessOptions options =
        ProcessOptions.named("objects")
            .classPath(path)
            .maxFrame(256 * 1024)
            .jvmArgs("-Dgadget.file=" + touched);
    pool = ProcessPool.of(1, options);
    open =
        ProcessPool.of(1, options.name("open").allowing("elsewhere.*").filter("!java.util.BitSet"));
  }

  @AfterAll
  static void close() throws IOException {
    pool.close();
    open.close();
    elsewhere.close();
    System.clearProperty("gadget.file");
  }

  private static Object made(String type) throws ReflectiveOperationException {
    return Class.forName(type, true, elsewhere).getConstructor().newInstance();
  }

  private static Object madeThere(String type) throws ReflectiveOperationException {
    return Class.forName(type).getConstructor().newInstance();
  }

  @Test
  void whatCannotBeSerializedIsNamedWithTheWayToIt() {
    Object lock = new Object();
    Holder holder = new Holder(Map.of("key", List.of("a", new Holder(new Thread("x")))));
    assertThatThrownBy(() -> pool.run(() -> lock.hashCode()).joinOrThrow())
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("the job cannot be serialized: java.lang.Object is not Serializable")
        .hasMessageContaining("captured variable 1");
    assertThatThrownBy(() -> pool.run(() -> holder.name).joinOrThrow())
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("java.lang.Thread is not Serializable")
        .hasMessageContaining("captured variable 1 -> field 'held' of " + Holder.class.getName())
        .hasMessageContaining("value of key 'key' -> [1]")
        .hasMessageEndingWith("field 'held' of " + Holder.class.getName());
    assertThatThrownBy(
            () -> pool.run(() -> new Holder(new Object[] {1, new Object()})).joinOrThrow())
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("the result cannot be serialized: java.lang.Object is not Ser")
        .hasMessageContaining("field 'held' of " + Holder.class.getName() + " -> [1]");
    assertThatThrownBy(() -> pool.run(this::touchedHere).joinOrThrow())
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining(WorkerObjectsTest.class.getName() + " is not Serializable")
        .hasMessageContaining("-> this");
    java.util.concurrent.Callable<Integer> plain = () -> 1;
    assertThatThrownBy(() -> pool.run(plain).joinOrThrow())
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("a lambda of " + WorkerObjectsTest.class.getName());
  }

  private boolean touchedHere() {
    return Files.exists(directory.resolve("here"));
  }

  @Test
  void valuesGoThereAndBack() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("numbers", List.of(1, 2L, 3.0, 4f, (byte) 5, (short) 6, 'c', true));
    values.put("arrays", Arrays.asList("a", "b"));
    values.put("big", new BigDecimal("1.50"));
    values.put("time", List.of(Instant.EPOCH, Duration.ofMillis(5), LocalDate.of(2026, 1, 2)));
    values.put("zoned", ZonedDateTime.of(2026, 1, 2, 3, 4, 5, 6, ZoneId.of("Europe/Berlin")));
    values.put("dates", List.of(new Date(7), Calendar.getInstance()));
    values.put("maps", List.of(new HashMap<>(Map.of(1, 2)), new TreeMap<>(Map.of("k", "v"))));
    values.put("sets", List.of(Set.of(1, 2, 3), EnumSet.of(TimeUnit.DAYS)));
    values.put("enums", new EnumMap<>(Map.of(DayOfWeek.MONDAY, TimeUnit.DAYS)));
    values.put(
        "concurrent", new ConcurrentHashMap<>(Map.of("a", new CopyOnWriteArrayList<>(List.of(1)))));
    values.put(
        "others",
        List.of(UUID.randomUUID(), Locale.GERMANY, new File("x"), java.net.URI.create("a:b")));
    values.put("bits", BitSet.valueOf(new long[] {5}));
    values.put("views", Collections.unmodifiableList(new ArrayList<>(List.of(1))));
    Object back = pool.run(() -> values).join();
    assertThat(back).isEqualTo(values);
    assertThat(pool.run(() -> new int[][] {{1}, {2, 3}}).join())
        .isEqualTo(new int[][] {{1}, {2, 3}});
    assertThat(pool.run(() -> new ArrayDeque<>(List.of(1, 2))).join()).containsExactly(1, 2);
    assertThat(pool.run(() -> new AtomicLong(3)).join()).hasValue(3);
  }

  @Test
  void aGadgetIsRefusedByTheWorkerBeforeAnyOfItsCodeRuns() throws Exception {
    Object gadget = made("elsewhere.Gadget");
    Files.deleteIfExists(touched);
    assertThatThrownBy(() -> pool.run(() -> gadget.hashCode()).joinOrThrow())
        .isInstanceOf(InvalidClassException.class)
        .hasMessageContaining("the job holds an object of class elsewhere.Gadget")
        .hasMessageContaining("ProcessOptions.allowing(\"elsewhere.Gadget\")");
    assertThat(touched).doesNotExist();
    assertThat(open.run(() -> gadget.getClass().getName()).join()).isEqualTo("elsewhere.Gadget");
    assertThat(touched).hasContent("read");
  }

  @Test
  void aGadgetIsRefusedHereBeforeAnyOfItsCodeRuns() throws Exception {
    made("elsewhere.Gadget");
    Path here = directory.resolve("here");
    Files.delete(here);
    assertThatThrownBy(() -> pool.run(() -> List.of(madeThere("elsewhere.Gadget"))).joinOrThrow())
        .isInstanceOfAny(InvalidClassException.class, ClassNotFoundException.class);
    assertThat(here).doesNotExist();
  }

  @Test
  void aFailureThatMayNotBeReadComesAsText() {
    assertThatThrownBy(
            () ->
                pool.runAction(
                        () -> {
                          throw (RuntimeException)
                              Class.forName("elsewhere.Failure")
                                  .getConstructor(String.class)
                                  .newInstance("from elsewhere");
                        })
                    .joinOrThrow())
        .isInstanceOfSatisfying(
            JobFailedException.class,
            failed -> {
              assertThat(failed.type()).isEqualTo("elsewhere.Failure");
              assertThat(failed).hasMessageContaining("elsewhere.Failure: from elsewhere");
            });
  }

  @Test
  void aFilterNarrowsOnBothSides() {
    BitSet bits = new BitSet();
    assertThatThrownBy(() -> open.run(() -> bits.length()).joinOrThrow())
        .isInstanceOf(InvalidClassException.class)
        .hasMessageContaining("java.util.BitSet");
    assertThatThrownBy(() -> open.run(() -> new BitSet()).joinOrThrow())
        .isInstanceOf(InvalidClassException.class)
        .hasMessageContaining("java.util.BitSet");
    assertThat(pool.run(() -> bits.length()).join()).isZero();
  }

  @Test
  void lambdasGoToWorkersAndDoNotComeBack() {
    dev.corral.pool.Job<Integer> inner = () -> 5;
    assertThat(pool.run(() -> inner.call() + 1).join()).isEqualTo(6);
    assertThatThrownBy(() -> pool.run(() -> (dev.corral.pool.Job<Integer>) () -> 5).joinOrThrow())
        .isInstanceOf(InvalidClassException.class)
        .hasMessageContaining("java.lang.invoke.SerializedLambda");
  }

  @Test
  void proxiesAreRefused() {
    InvocationHandler handler = (InvocationHandler & Serializable) (proxy, method, args) -> 0;
    Object proxy =
        Proxy.newProxyInstance(
            WorkerObjectsTest.class.getClassLoader(), new Class<?>[] {Comparable.class}, handler);
    assertThatThrownBy(() -> pool.run(() -> proxy.hashCode()).joinOrThrow())
        .isInstanceOf(InvalidClassException.class)
        .hasMessageContaining("proxies are not read");
  }

  @Test
  void whatIsTooLongIsRefusedOnTheSideThatWouldSendIt() {
    byte[] bytes = new byte[256 * 1024];
    assertThatThrownBy(() -> pool.run(() -> bytes.length).joinOrThrow())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the job is longer, serialized, than the 262144 bytes");
    assertThatThrownBy(() -> pool.run(() -> new byte[256 * 1024]).joinOrThrow())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the result is longer, serialized, than the 262144 bytes");
    assertThat(pool.run(() -> new byte[200 * 1024]).join()).hasSize(200 * 1024);
  }

  @Test
  void aJobThatReturnsAStageIsRefused() {
    assertThatThrownBy(
            () ->
                pool.run(() -> (Object) java.util.concurrent.CompletableFuture.completedFuture(1))
                    .joinOrThrow())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("stage");
  }

  @Test
  void optionsAreChecked() {
    ProcessOptions options = ProcessOptions.defaults();
    assertThatThrownBy(() -> options.heap("much")).hasMessageContaining("heap: 'much'");
    assertThatThrownBy(() -> options.recycleAfter(0)).hasMessageContaining("recycleAfter: 0");
    assertThatThrownBy(() -> options.maxFrame(10)).hasMessageContaining("maxFrame: 10");
    assertThatThrownBy(() -> options.allowing("a.*.b")).hasMessageContaining("'a.*.b'");
    assertThatThrownBy(() -> options.allowing("*")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> options.filter("maxdepth=x")).hasMessageContaining("maxdepth=x");
    assertThatThrownBy(() -> options.grace(Duration.ofSeconds(-1))).hasMessageContaining("grace: ");
    assertThatThrownBy(() -> options.whenFull(dev.corral.pool.WhenFull.CALLER_RUNS))
        .hasMessageContaining("CALLER_RUNS");
    assertThatThrownBy(() -> ProcessPool.of(0)).hasMessageContaining("workers: 0");
    assertThat(Optional.of(options)).isPresent();
  }
}
