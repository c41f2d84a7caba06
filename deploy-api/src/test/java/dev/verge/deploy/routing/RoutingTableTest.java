package dev.verge.deploy.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.isolate.FunctionId;
import dev.verge.isolate.VersionId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutingTableTest {
  private static final Deployment DEPLOYMENT =
      new Deployment.Unavailable(
          new VersionId(new FunctionId("demo", "hello"), 1), "a test", false);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello.demo.localhost",
        "hello.demo.localhost:8787",
        "hello.demo.localhost.",
        "hello.demo.localhost.:8787",
        "Hello.DEMO.localhost:80",
        "hello.demo.localhost:",
      })
  void findsAHostHoweverItIsWritten(String host) {
    RoutingTable table = new RoutingTable();
    table.replaceAll(Map.of("hello.demo.localhost", DEPLOYMENT));

    assertThat(table.lookup(host)).contains(DEPLOYMENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        ":",
        ":80",
        "demo.localhost",
        "x.hello.demo.localhost",
        "hello.demo.localhost:x",
        "hello.demo.localhost..",
        "[::1]:8787",
        "[::1]"
      })
  void knowsNoOtherHost(String host) {
    RoutingTable table = new RoutingTable();
    table.replaceAll(Map.of("hello.demo.localhost", DEPLOYMENT));

    assertThat(table.lookup(host)).isEmpty();
  }

  @Test
  void forgetsWhatIsNotInTheNextSnapshot() {
    RoutingTable table = new RoutingTable();
    table.replaceAll(Map.of("a.example.com", DEPLOYMENT));
    table.replaceAll(Map.of("b.example.com", DEPLOYMENT));

    assertThat(table.lookup("a.example.com")).isEmpty();
    assertThat(table.lookup("b.example.com")).contains(DEPLOYMENT);
  }
}
