package dev.verge.deploy.durability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Whether the audit log tells of every change that was acknowledged. */
final class AuditCheck {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int PAGE = 1000;

  private final Map<String, Integer> told = new TreeMap<>();

  /** The newest entry that was counted. */
  private long counted;

  void check(Life life, List<Worker> workers, String when) throws IOException {
    count(life);
    Map<String, Integer> atLeast = new TreeMap<>();
    Map<String, Integer> doubtful = new TreeMap<>();
    workers.forEach(
        worker -> {
          worker.acknowledged().forEach((action, n) -> atLeast.merge(action, n, Integer::sum));
          worker.unknown().forEach((action, n) -> doubtful.merge(action, n, Integer::sum));
        });
    atLeast.forEach(
        (action, least) ->
            assertThat(told.getOrDefault(action, 0))
                .as("%s: %s", when, action)
                .isBetween(least, least + doubtful.getOrDefault(action, 0)));
  }

  private void count(Life life) throws IOException {
    long newest = counted;
    String before = "";
    boolean more = true;
    while (more) {
      JsonNode page = JSON.readTree(life.get("/v1/audit?limit=%d%s".formatted(PAGE, before)));
      for (JsonNode entry : page.path("entries")) {
        long id = entry.path("id").asLong();
        if (id > counted) {
          newest = Math.max(newest, id);
          told.merge(entry.path("action").asText(), 1, Integer::sum);
        } else {
          more = false;
        }
      }
      more &= page.has("next_before");
      before = "&before=" + page.path("next_before").asLong();
    }
    counted = newest;
  }
}
