package dev.verge.deploy;

import static dev.verge.deploy.testing.RunningControlPlane.path;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.testing.Answer;
import dev.verge.deploy.testing.Modules;
import dev.verge.deploy.testing.RunningControlPlane;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets which hostname. */
class HostnamesTest {
  private static final byte[] MODULE = Modules.command("any");
  @TempDir Path home;
  private RunningControlPlane platform;

  @BeforeEach
  void start() {
    platform = RunningControlPlane.in(home);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void aHostnameOfAnotherTenantIsRefusedWithoutSayingWhose() {
    claim("acme/shop", "www.example.com").ok(201);

    String detail = claim("demo/hello", "www.example.com").problem(ProblemType.HOSTNAME_TAKEN);

    assertThat(detail).contains("www.example.com").doesNotContain("acme").doesNotContain("shop");
    platform.get(path("demo/hello")).problem(ProblemType.NO_SUCH_FUNCTION);
    assertThat(served("www.example.com")).isEqualTo("acme/shop@1");
  }

  @Test
  void aHostnameOfTheTenantsOtherFunctionIsRefusedByName() {
    claim("demo/shop", "www.example.com").ok(201);

    assertThat(claim("demo/hello", "www.example.com").problem(ProblemType.HOSTNAME_TAKEN))
        .contains("shop");
  }

  @Test
  void aFunctionsVersionsMayShareAHostname() {
    claim("demo/hello", "www.example.com").ok(201);
    claim("demo/hello", "www.example.com", "api.example.com").ok(201);

    assertThat(served("www.example.com")).isEqualTo("demo/hello@2");
    assertThat(served("api.example.com")).isEqualTo("demo/hello@2");
  }

  @Test
  void onlyTheActiveVersionsHostnamesAreRoutedButAllStayReserved() {
    claim("demo/hello", "old.example.com").ok(201);
    claim("demo/hello", "new.example.com").ok(201);

    assertThat(platform.controlPlane().routes().lookup("old.example.com")).isEmpty();
    assertThat(served("new.example.com")).isEqualTo("demo/hello@2");
    claim("acme/shop", "old.example.com").problem(ProblemType.HOSTNAME_TAKEN);

    platform.activate("demo/hello", 1).ok(200);
    assertThat(served("old.example.com")).isEqualTo("demo/hello@1");
    assertThat(platform.controlPlane().routes().lookup("new.example.com")).isEmpty();
  }

  @Test
  void aHostnameIsFreeOnceTheLastVersionThatClaimsItIsGone() {
    claim("demo/hello", "www.example.com").ok(201);
    claim("demo/hello").ok(201);
    claim("acme/shop", "www.example.com").problem(ProblemType.HOSTNAME_TAKEN);

    platform.delete(path("demo/hello") + "/versions/1").ok(204);

    claim("acme/shop", "www.example.com").ok(201);
    assertThat(served("www.example.com")).isEqualTo("acme/shop@1");
  }

  @Test
  void namesUnderThePlatformsDomainAreTheTenantsOwn() {
    claim("demo/hello", "shop.acme.localhost").problem(ProblemType.INVALID_HOSTNAME);
    claim("demo/hello", "localhost").problem(ProblemType.INVALID_HOSTNAME);
    claim("demo/hello", "www.hello.demo.localhost", "alias.demo.localhost").ok(201);

    assertThat(served("alias.demo.localhost")).isEqualTo("demo/hello@1");
  }

  @Test
  void aFunctionsOwnNameCannotBeClaimedByItsSiblingNorTakenFromIt() {
    claim("demo/hello").ok(201);
    assertThat(claim("demo/web", "hello.demo.localhost").problem(ProblemType.HOSTNAME_TAKEN))
        .contains("hello");

    claim("demo/web", "shop.demo.localhost").ok(201);
    assertThat(claim("demo/shop").problem(ProblemType.HOSTNAME_TAKEN)).contains("web");
  }

  @Test
  void ofClaimsAtTheSameTimeOneWins() throws Exception {
    List<Answer> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> claims = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        String function = "tenant-%d/hello".formatted(i);
        claims.add(threads.submit(() -> claim(function, "www.example.com")));
      }
      for (Future<Answer> claim : claims) {
        answers.add(claim.get());
      }
    }

    assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
    assertThat(answers).filteredOn(answer -> answer.status() == 409).hasSize(5);
    assertThat(platform.get("/v1/functions").json().path("functions")).hasSize(1);
  }

  private Answer claim(String function, String... hostnames) {
    String names = hostnames.length == 0 ? "" : '"' + String.join("\",\"", hostnames) + '"';
    return platform.upload(function, "{\"hostnames\":[%s]}".formatted(names), MODULE);
  }

  private String served(String host) {
    return platform.controlPlane().routes().lookup(host).orElseThrow().version().toString();
  }
}
