package dev.verge.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The files of docker/ fit each other; what no engine checks before the containers are up. */
class ComposeTest {

  @Test
  void everyFileThatIsMountedIsThere() throws IOException {
    assertThat(mounts("prometheus")).hasSize(1);
    assertThat(mounts("grafana")).hasSize(2);
    for (String service : List.of("verge", "prometheus", "grafana")) {
      mounts(service)
          .values()
          .forEach(file -> assertThat(Repository.DOCKER.resolve(file)).as(service).exists());
    }
  }

  @Test
  void prometheusScrapesTheVergeService() throws IOException {
    String target =
        yaml("prometheus.yml").at("/scrape_configs/0/static_configs/0/targets/0").asText();

    assertThat(compose().path("services").has(URI.create("http://" + target).getHost())).isTrue();
    assertThat(Files.readString(Repository.DOCKER.resolve("Dockerfile")))
        .containsPattern("EXPOSE .*\\b" + URI.create("http://" + target).getPort());
  }

  @Test
  void grafanaFindsItsDashboardsAndItsDataSource() throws IOException {
    JsonNode provider = yaml("grafana/provisioning/dashboards/verge.yaml").at("/providers/0");
    JsonNode source = yaml("grafana/provisioning/datasources/prometheus.yaml").at("/datasources/0");
    String folder = provider.at("/options/path").asText();
    String home =
        compose()
            .at("/services/grafana/environment/GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH")
            .asText();

    assertThat(mounts("grafana")).containsEntry(folder, "./grafana/dashboards");
    assertThat(Repository.DOCKER.resolve(home.replace(folder, "grafana/dashboards"))).exists();
    assertThat(compose().path("services").has(URI.create(source.path("url").asText()).getHost()))
        .isTrue();
    for (Dashboard dashboard : Dashboard.all()) {
      assertThat(dashboard.json().findValuesAsText("uid").stream().distinct())
          .containsExactlyInAnyOrder(
              source.path("uid").asText(), dashboard.json().path("uid").asText());
    }
  }

  @Test
  void noPanelHidesAnother() throws IOException {
    for (Dashboard dashboard : Dashboard.all()) {
      List<String> cells = new ArrayList<>();
      for (JsonNode panel : dashboard.panels()) {
        JsonNode place = panel.path("gridPos");
        int right = place.path("x").asInt() + place.path("w").asInt();
        int bottom = place.path("y").asInt() + place.path("h").asInt();
        assertThat(right).as(panel.path("title").asText()).isBetween(1, 24);
        for (int x = place.path("x").asInt(); x < right; x++) {
          for (int y = place.path("y").asInt(); y < bottom; y++) {
            cells.add(x + "," + y);
          }
        }
      }
      assertThat(cells).as(dashboard.file().toString()).doesNotHaveDuplicates();
      assertThat(dashboard.panels().stream().map(panel -> panel.path("id").asInt()))
          .doesNotHaveDuplicates();
    }
  }

  /** What a service has mounted from the repository: file by path in the container. */
  private static Map<String, String> mounts(String service) throws IOException {
    return compose()
        .path("services")
        .path(service)
        .path("volumes")
        .valueStream()
        .map(volume -> volume.asText().split(":"))
        .filter(parts -> parts[0].startsWith("."))
        .collect(Collectors.toMap(parts -> parts[1], parts -> parts[0]));
  }

  private static JsonNode compose() throws IOException {
    return yaml("compose.yaml");
  }

  private static JsonNode yaml(String file) throws IOException {
    return new YAMLMapper().readTree(Repository.DOCKER.resolve(file).toFile());
  }
}
