package dev.corral.samples.guides.fanoutfanin;

import static java.util.stream.Collectors.toMap;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Task;
import dev.corral.TaskGroup;
import dev.corral.TaskHandle;
import dev.corral.channel.AsyncQueue;
import dev.corral.channel.QueueClosed;
import dev.corral.stream.AsyncStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

final class WordTotals {
  static Map<String, Integer> wordsOf(String text) {
    return Arrays.stream(text.split(" ")).collect(toMap(word -> word, word -> 1, Integer::sum));
  }

  static CorralFuture<TreeMap<String, Integer>> count(Iterable<String> texts, int workers) {
    return AsyncStream.from(texts)
        .mapAsyncUnordered(workers, text -> Corral.submit(Task.compute(() -> wordsOf(text))))
        .flatten(Map::entrySet)
        .collect(toMap(Map.Entry::getKey, Map.Entry::getValue, Integer::sum, TreeMap::new));
  }

  public static void main(String[] args) {
    System.out.println(count(List.of("to be", "or not", "to be"), 2).join());
  }

  interface Counter {
    Map<String, Integer> count(String text) throws Exception;
  }

  static CorralFuture<Map<String, Integer>> countByHand(
      Iterable<String> texts, int workers, Counter counter) {
    AsyncQueue<String> work = AsyncQueue.bounded(workers);
    AsyncQueue<Map<String, Integer>> counts = AsyncQueue.bounded(workers);
    return TaskGroup.run(
        group -> {
          group.spawnAction(
              "producer",
              () -> {
                for (String text : texts) {
                  work.putBlocking(text);
                }
                work.close();
              });
          group.spawnAction(
              "crew",
              () -> {
                TaskGroup.runAll(
                        crew -> {
                          for (int i = 1; i <= workers; i++) {
                            crew.spawnAction(
                                "worker " + i,
                                () -> drain(work, text -> counts.putBlocking(counter.count(text))));
                          }
                        })
                    .joinOrThrow();
                counts.close();
              });
          TaskHandle<Map<String, Integer>> totals =
              group.spawnBlocking(
                  "collector",
                  () -> {
                    Map<String, Integer> sum = new TreeMap<>();
                    drain(
                        counts,
                        some -> some.forEach((word, n) -> sum.merge(word, n, Integer::sum)));
                    return sum;
                  });
          return totals;
        });
  }

  private static <T> void drain(AsyncQueue<T> queue, Use<T> use) throws Exception {
    try {
      while (true) {
        use.of(queue.getBlocking());
      }
    } catch (QueueClosed e) {
      // There is no more.
    }
  }

  private interface Use<T> {
    void of(T element) throws Exception;
  }
}
