package dev.verge.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verge.gateway.e2e.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guests that ask for more requests: each sandbox takes four. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReusedSandboxTest {
  private ComputePlatform platform;

  @BeforeAll
  void start(@TempDir Path home) {
    platform = new ComputePlatform(home);
  }

  @AfterAll
  void stop() {
    platform.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rust-reuse", "go-reuse", "js-reuse"})
  void aSandboxServesAsManyRequestsAsItsGuestAsksFor(String guest) {
    platform.deploy(guest, "");
    Map<String, List<String>> bySandbox = new LinkedHashMap<>();
    for (int request = 0; request < 12; request++) {
      Reply reply = platform.send(guest, "POST", "/r" + request, Map.of(), "body" + request).ok();
      String[] told = reply.text().split(" ", -1);
      assertThat(told[1]).isEqualTo("/r" + request);
      assertThat(told[2]).isEqualTo("body" + request);
      bySandbox.computeIfAbsent(reply.header("x-sandbox"), key -> new ArrayList<>()).add(told[0]);
    }
    // A request that comes before a sandbox asks for it gets another one.
    assertThat(bySandbox.values())
        .allSatisfy(
            counts ->
                assertThat(List.of("1", "2", "3", "4")).startsWith(counts.toArray(new String[0])))
        .anySatisfy(counts -> assertThat(counts).hasSize(4));
  }

  @Test
  void aGuestThatFailsLosesItsSandboxAndNothingElse() {
    AtomicInteger attempts = new AtomicInteger();
    // A request that comes before a sandbox asks for it gets another one, which fails then.
    await()
        .untilAsserted(
            () -> {
              String function = "fails-" + attempts.incrementAndGet();
              platform.deploy(function, "rust-reuse", "");
              assertThat(platform.text(function, "/a")).startsWith("1 ");
              platform.get(function, "/panic").problem(500, "trapped");
              assertThat(platform.text(function, "/b")).startsWith("1 ");
            });
  }
}
