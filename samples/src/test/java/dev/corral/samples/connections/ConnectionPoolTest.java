package dev.corral.samples.connections;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.CorralFuture;
import org.junit.jupiter.api.Test;

class ConnectionPoolTest extends ConnectionScenarios {
  @Override
  Connections.Maker maker() {
    return ConnectionPool::new;
  }

  @Test
  void workThatAsksForASecondConnectionIsRefusedIt() throws Exception {
    try (Database database = new Database();
        Connections pool = maker().make(database::connect, 1)) {
      CorralFuture<Long> twice =
          pool.withConnection(one -> pool.withConnection(Query.SESSIONS).joinOrThrow());
      assertThatThrownBy(twice::joinOrThrow)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("has a permit of limiter 'connections'");
    }
  }
}
