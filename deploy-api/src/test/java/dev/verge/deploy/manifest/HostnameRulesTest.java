package dev.verge.deploy.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.isolate.FunctionId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostnameRulesTest {
  private static final HostnameRules RULES = new HostnameRules("Localhost", 3);
  private static final FunctionId HELLO = new FunctionId("demo", "hello");

  @ParameterizedTest
  @CsvSource({
    "www.example.com, www.example.com",
    "WWW.Example.COM, www.example.com",
    "intranet, intranet",
    "a-b.example, a-b.example",
    "3com.example, 3com.example",
    "bücher.example, xn--bcher-kva.example",
    "xn--bcher-kva.example, xn--bcher-kva.example",
    "shop.demo.localhost, shop.demo.localhost",
    "www.hello.demo.localhost, www.hello.demo.localhost",
  })
  void takesHostnamesInCanonicalForm(String given, String canonical) {
    assertThat(RULES.claims(HELLO, List.of(given))).containsExactly(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "a..b",
        "example.com.",
        ".example.com",
        "*.example.com",
        "www.example.com:80",
        "http://example.com",
        "example.com/path",
        "under_score.example",
        "-a.example",
        "a-.example",
        "a b.example",
        "127.0.0.1",
        "1.2",
        "0x7f000001",
        "[::1]",
        "::1",
        "a.b\n.example",
        "label-that-is-longer-than-the-sixty-three-characters-that-dns-allows.example",
        "localhost",
        "demo.localhost",
        "hello.other.localhost",
        "a.b.other.localhost",
        "xdemo.localhost",
      })
  void refusesWhatIsNoHostnameOrNotTheTenants(String given) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> RULES.claims(HELLO, List.of(given)))
        .satisfies(e -> assertThat(e.type()).isEqualTo(ProblemType.INVALID_HOSTNAME));
  }

  @Test
  void refusesAHostnameBeyond253Characters() {
    String label = "a".repeat(62) + ".";

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> RULES.claims(HELLO, List.of(label.repeat(4) + "com")));
  }

  @Test
  void keepsEachOnceAndLeavesOutTheFunctionsOwn() {
    assertThat(RULES.claims(HELLO, List.of("a.example", "A.example", "hello.demo.localhost")))
        .containsExactly("a.example");
  }

  @Test
  void refusesMoreThanAVersionMayClaim() {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(
            () -> RULES.claims(HELLO, List.of("a.example", "b.example", "c.example", "d.example")))
        .withMessageContaining("at most 3");
  }

  @Test
  void knowsWhoseOwnNameAHostnameIs() {
    assertThat(RULES.ownName(HELLO)).isEqualTo("hello.demo.localhost");
    assertThat(RULES.ownerOf("hello.demo.localhost")).contains(HELLO);
    assertThat(RULES.ownerOf("www.hello.demo.localhost")).isEmpty();
    assertThat(RULES.ownerOf("demo.localhost")).isEmpty();
    assertThat(RULES.ownerOf("hello.demo.example")).isEmpty();
  }

  @Test
  void refusesADomainThatIsNoHostname() {
    assertThatIllegalArgumentException().isThrownBy(() -> new HostnameRules("local host", 1));
  }
}
