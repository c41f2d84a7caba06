package dev.verge.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Grafana dashboard as its file has it.
 *
 * @param file its file
 * @param json the whole model
 */
record Dashboard(Path file, JsonNode json) {

  /**
   * A query of a panel.
   *
   * @param panel the panel's title
   * @param expression PromQL with Grafana's variables
   */
  record Query(String panel, String expression) {
    /** The expression as Grafana sends it when all tenants and functions are selected. */
    String forEverything(String rateInterval) {
      return expression
          .replace("$__rate_interval", rateInterval)
          .replaceAll("\\$(tenant|function)\\b", ".*");
    }
  }

  /** All dashboards that compose.yaml gives to Grafana. */
  static List<Dashboard> all() throws IOException {
    JsonMapper mapper = new JsonMapper();
    List<Dashboard> dashboards = new ArrayList<>();
    try (Stream<Path> files = Files.list(Repository.DOCKER.resolve("grafana/dashboards"))) {
      for (Path file : files.sorted().toList()) {
        dashboards.add(new Dashboard(file, mapper.readTree(file.toFile())));
      }
    }
    return dashboards;
  }

  List<JsonNode> panels() {
    return json.path("panels").valueStream().toList();
  }

  List<Query> queries() {
    return panels().stream()
        .flatMap(
            panel ->
                panel
                    .path("targets")
                    .valueStream()
                    .map(
                        target ->
                            new Query(panel.path("title").asText(), target.path("expr").asText())))
        .toList();
  }

  /** The variables' queries, such as {@code label_values(metric, label)}. */
  List<String> variables() {
    return json.path("templating")
        .path("list")
        .valueStream()
        .map(variable -> variable.path("query").path("query").asText())
        .toList();
  }
}
