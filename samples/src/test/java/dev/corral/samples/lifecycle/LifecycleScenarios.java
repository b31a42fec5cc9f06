package dev.corral.samples.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.CorralFuture;
import dev.corral.samples.LoopbackScenarios;
import dev.corral.samples.lifecycle.Lifecycle.Session;
import dev.corral.samples.loopback.Web.StatusException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** How services start and stop, as they tell it themselves, whatever the language. */
abstract class LifecycleScenarios extends LoopbackScenarios {
  private static final String SHOP = "shop left stock, shop left prices, shop stopped";
  private static final String PRICES = "prices left stock, prices stopped";
  private static final String STOCK = "stock stopped";

  private final Journal journal = new Journal();
  private final List<Running> seen = new ArrayList<>();
  private final CountDownLatch begun = new CountDownLatch(1);

  abstract Lifecycle lifecycle();

  @Test
  void aSessionFindsAllHealthyAndTheyStopInReverseOrder() throws Exception {
    run(services -> {
          for (Running service : services.values()) {
            assertThat(service.health().join()).isEqualTo("yes");
          }
        })
        .joinOrThrow();
    assertStopped(SHOP, PRICES, STOCK);
  }

  @Test
  void aStartThatFailsLeavesNothingBehind() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Service prices = service("prices", "stock").onPort(other.getLocalPort());
      CorralFuture<Void> run = run(prices, services -> {});
      assertThatThrownBy(run::joinOrThrow).isInstanceOf(BindException.class);
      assertThat(seen).isEmpty();
      assertStopped(STOCK);
    }
  }

  @Test
  void aServiceThatNeverGetsHealthyIsStoppedAndThoseBeforeItToo() throws Exception {
    CorralFuture<Void> run = run(service("prices", "stock").sick(), services -> {});
    assertThatThrownBy(run::joinOrThrow).isInstanceOf(StatusException.class);
    assertThat(seen).isEmpty();
    assertStopped(PRICES, STOCK);
  }

  @Test
  void aServiceThatDiesStopsAllAndThoseThatNeedItFirst() throws Exception {
    for (String name : List.of("stock", "prices", "shop")) {
      journal.clear();
      CorralFuture<Void> run =
          run(
              services -> {
                services.get(name).breakDown();
                new CountDownLatch(1).await();
              });
      assertThatThrownBy(run::joinOrThrow).hasMessage("the server answered 503");
      assertStopped(SHOP, PRICES, STOCK);
    }
  }

  @Test
  void aSessionThatThrowsStopsAll() throws Exception {
    CorralFuture<Void> run =
        run(
            services -> {
              throw new IllegalStateException("out of paper");
            });
    assertThatThrownBy(run::joinOrThrow).hasMessage("out of paper");
    assertStopped(SHOP, PRICES, STOCK);
  }

  @Test
  void aCallerWhoGivesUpStopsAll() throws Exception {
    CorralFuture<Void> run =
        run(
            services -> {
              begun.countDown();
              new CountDownLatch(1).await();
            });
    begun.await();
    run.cancel();
    assertThatThrownBy(run::join).isInstanceOf(CancellationException.class);
    assertStopped(SHOP, PRICES, STOCK);
  }

  @Test
  void theDemoTellsOfThreeRuns() throws Exception {
    assertThat(linesOf(out -> Demo.run(lifecycle(), out)))
        .containsExactly(
            "all goes well:",
            "  all are healthy, shop left stock, shop left prices, shop stopped, prices left stock,"
                + " prices stopped, stock stopped",
            "  done",
            "the port of the prices is taken:",
            "  stock stopped",
            "  Address already in use",
            "the stock dies:",
            "  all are healthy, shop left stock, shop left prices, shop stopped, prices left stock,"
                + " prices stopped, stock stopped",
            "  the server answered 503");
  }

  private CorralFuture<Void> run(Session session) {
    return run(service("prices", "stock"), session);
  }

  private CorralFuture<Void> run(Service prices, Session session) {
    return lifecycle()
        .run(
            List.of(service("stock"), prices, service("shop", "stock", "prices")),
            services -> {
              seen.addAll(services.values());
              session.with(services);
            });
  }

  private Service service(String name, String... needs) {
    return new Service(loopback.web(), journal, name, needs);
  }

  private void assertStopped(String... parts) {
    assertThat(journal).hasToString(String.join(", ", parts));
    for (Running service : seen) {
      assertThatThrownBy(() -> service.health().join()).hasCauseInstanceOf(ConnectException.class);
    }
  }
}
