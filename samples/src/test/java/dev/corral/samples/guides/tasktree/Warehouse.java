package dev.corral.samples.guides.tasktree;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Permit;
import dev.corral.Registration;
import dev.corral.Task;
import dev.corral.channel.AsyncQueue;
import dev.corral.channel.QueueOptions;
import dev.corral.sync.AsyncLock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** The service of docs/guides/task-tree.md: stuck when its supplier does not answer. */
final class Warehouse {
  private final AsyncLock stock = new AsyncLock("stock");
  private final AsyncQueue<String> parcels = AsyncQueue.bounded(1, QueueOptions.named("parcels"));
  private final InetSocketAddress supplier;

  Warehouse(InetSocketAddress supplier) {
    this.supplier = supplier;
  }

  @SuppressWarnings("try")
  void refill() throws Exception {
    try (Permit permit = stock.acquireBlocking();
        Socket socket = new Socket(supplier.getAddress(), supplier.getPort());
        Registration stop = Corral.onCancel(socket::close)) {
      if (socket.getInputStream().read() < 0) {
        throw new IOException("the supplier has hung up");
      }
    }
  }

  CorralFuture<Void> reserve(String article) {
    return stock.withLock(Task.action(() -> parcels.putBlocking(article)));
  }

  void ship() throws Exception {
    while (true) {
      parcels.getBlocking();
    }
  }

  boolean isRefilling() {
    return stock.statistics().isLocked();
  }
}
