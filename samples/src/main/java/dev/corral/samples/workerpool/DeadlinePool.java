package dev.corral.samples.workerpool;

import static java.util.Comparator.comparing;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Deadline;
import dev.corral.GroupOptions;
import dev.corral.TaskGroup;
import dev.corral.channel.AsyncPriorityQueue;
import dev.corral.channel.QueueClosed;
import dev.corral.channel.QueueStatistics;
import dev.corral.samples.loopback.Web;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A pool in Java. A job stays the task of whoever submitted it, and a worker gives it its turn: so
 * what ends that task, the deadline or a cancellation, ends the job wherever it is, before the
 * queue, in it, or at work.
 */
public final class DeadlinePool implements WorkerPool {
  private final Web web;
  private final URI server;
  private final AsyncPriorityQueue<Job> jobs;
  private final TaskGroup workers = TaskGroup.open(GroupOptions.named("workers"));

  /** A pool with so many workers, which asks this server. */
  public DeadlinePool(Web web, URI server, int workers, int room) {
    this.web = web;
    this.server = server;
    this.jobs = AsyncPriorityQueue.bounded(room, comparing(Job::due));
    for (int i = 1; i <= workers; i++) {
      this.workers.spawnAction("worker " + i, this::work);
    }
  }

  @Override
  public CorralFuture<String> submit(String path, Duration within) {
    Job job = new Job(Deadline.after(within));
    return Corral.failAt(
        job.due,
        () ->
            jobs.put(job)
                .thenCompose(put -> job.turn)
                .thenCompose(turn -> web.get(server.resolve(path)))
                .whenComplete((page, error) -> job.over.complete(null)));
  }

  private void work() throws Exception {
    try {
      while (true) {
        jobs.getBlocking().run();
      }
    } catch (QueueClosed e) {
      // There will be no more jobs.
    }
  }

  @Override
  public QueueStatistics queue() {
    return jobs.statistics();
  }

  @Override
  public void close() {
    jobs.close();
    workers.join();
  }

  private record Job(Deadline due, CompletableFuture<Void> turn, CompletableFuture<Void> over) {
    Job(Deadline due) {
      this(due, new CompletableFuture<>(), new CompletableFuture<>());
    }

    /** Gives it its turn, too late if it is overdue or cancelled, and waits until it is over. */
    void run() throws Exception {
      turn.complete(null);
      over.get();
    }
  }
}
