package dev.corral.trees;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.corral.GroupOptions;
import dev.corral.Permit;
import dev.corral.TaskGroup;
import dev.corral.diagnostics.TaskTree;
import dev.corral.diagnostics.Tracking;
import dev.corral.sync.AsyncLock;
import dev.corral.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The JSON, as somebody else's parser reads it. */
@Timeout(60)
class TaskTreeJsonTest {
  /** Every character that there is, also halves of pairs. */
  private static final String HOSTILE = hostile();

  private static String hostile() {
    StringBuilder all = new StringBuilder("\"}]\\ </script> ");
    for (int c = 0; c < 0x10000; c++) {
      // Halves that make no pair.
      all.append((char) c).append(' ');
    }
    return all.append("\uD83D\uDE00").toString();
  }

  @AfterEach
  void switchOff() {
    TaskTree.track(Tracking.OFF);
  }

  private static JsonNode parsed(TaskTree tree) throws Exception {
    String json = tree.toJson();
    assertThat(json).matches("[ -~]*");
    return new ObjectMapper().readTree(json);
  }

  private static List<String> members(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void aNameComesOutAsItWentIn() throws Exception {
    try (TaskGroup group = TaskGroup.open(GroupOptions.named(HOSTILE))) {
      assertThat(parsed(TaskTree.of(group)).at("/tree/0/name").textValue()).isEqualTo(HOSTILE);
    }
  }

  @Test
  void membersAreAsDocumented() throws Exception {
    TaskTree.track(Tracking.SITES);
    AsyncLock lock = new AsyncLock("accounts");
    GroupOptions options = GroupOptions.named("group").timeout(Duration.ofHours(1));
    try (Permit held = lock.acquire().join();
        TaskGroup group = TaskGroup.open(options)) {
      assertThat(held).isNotNull();
      group.spawn("waiter", lock::acquire);
      Await.until(() -> !TaskTree.of(group).nodes().get(0).children().get(0).waits().isEmpty());
      JsonNode tree = parsed(TaskTree.of(group));
      assertThat(members(tree)).containsExactly("tracking", "tree");
      assertThat(tree.get("tracking").textValue()).isEqualTo("sites");
      JsonNode root = tree.at("/tree/0");
      assertThat(members(root))
          .containsExactly(
              "id",
              "name",
              "kind",
              "state",
              "bodyEnded",
              "ageMillis",
              "timeLeftMillis",
              "thread",
              "site",
              "children");
      assertThat(root.get("timeLeftMillis").longValue()).isBetween(3_000_000L, 3_600_000L);
      assertThat(members(root.get("thread"))).containsExactly("name", "state");
      ObjectNode waiter = (ObjectNode) root.at("/children/0");
      assertThat(waiter.at("/site/0").textValue())
          .contains("TaskTreeJsonTest.membersAreAsDocumented");
      assertThat(waiter.get("ageMillis").isIntegralNumber()).isTrue();
      assertThat(waiter.at("/waits/0/millis").isIntegralNumber()).isTrue();
      waiter.remove(List.of("id", "ageMillis", "site"));
      ((ObjectNode) waiter.at("/waits/0")).remove("millis");
      assertThat(waiter)
          .isEqualTo(
              new ObjectMapper()
                  .readTree(
                      """
                      {"name": "waiter", "kind": "task", "state": "running", "bodyEnded": false,
                       "waits": [{"for": "lock 'accounts'"}]}
                      """));
    }
  }

  @Test
  void whatIsNotShownIsCounted() throws Exception {
    try (TaskGroup group = TaskGroup.open(GroupOptions.named("crowd"))) {
      for (int i = 0; i < 500; i++) {
        group.spawn("child", java.util.concurrent.CompletableFuture::new);
      }
      JsonNode crowd = parsed(TaskTree.of(group, 50)).at("/tree/0");
      assertThat(crowd.get("children")).hasSize(10);
      assertThat(crowd.get("more").intValue()).isEqualTo(490);
    }
  }
}
