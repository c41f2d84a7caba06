package dev.verge.deploy.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.verge.deploy.rollout.Share;
import dev.verge.deploy.rollout.Sticky;
import dev.verge.isolate.exchange.HeaderList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitterTest {
  private static final int MANY = 20_000;

  @Test
  void aShareIsAboutWhatItSays() {
    Splitter splitter = new Splitter(new Share(300, Sticky.NONE, Optional.empty()), "salt");

    long canary =
        IntStream.range(0, MANY)
            .filter(_ -> splitter.choose(HeaderList.EMPTY, false).canary())
            .count();

    // Six standard deviations are 390.
    assertThat(canary).isBetween(5_600L, 6_400L);
  }

  @Test
  void nothingAndEverythingAreExact() {
    Splitter none = new Splitter(new Share(0, Sticky.COOKIE, Optional.empty()), "salt");
    Splitter all = new Splitter(new Share(Share.ALL, Sticky.COOKIE, Optional.empty()), "salt");

    for (int i = 0; i < 1000; i++) {
      assertThat(none.choose(HeaderList.EMPTY, false).canary()).isFalse();
      assertThat(all.choose(HeaderList.EMPTY, false).canary()).isTrue();
    }
  }

  @Test
  void whoHasTheCanaryKeepsItWhenItsShareGrows() {
    Splitter few = byHeader(50, "salt");
    Splitter more = byHeader(200, "salt");

    long had =
        IntStream.range(0, MANY)
            .filter(user -> few.choose(user("u" + user), false).canary())
            .peek(user -> assertThat(more.choose(user("u" + user), false).canary()).isTrue())
            .count();

    assertThat(had).isBetween(800L, 1200L);
  }

  @Test
  void anotherCanaryHasOtherClients() {
    Splitter one = byHeader(500, "demo/hello@2");
    Splitter other = byHeader(500, "demo/hello@3");

    long same =
        IntStream.range(0, MANY)
            .filter(
                user ->
                    one.choose(user("u" + user), false).canary()
                        == other.choose(user("u" + user), false).canary())
            .count();

    assertThat(same).isBetween(9_500L, 10_500L);
  }

  @Test
  void aRequestWithoutTheHeaderIsDecidedByChance() {
    Splitter splitter = byHeader(500, "salt");

    assertThat(
            IntStream.range(0, 200)
                .mapToObj(_ -> splitter.choose(HeaderList.EMPTY, false).canary()))
        .contains(true, false);
    assertThat(splitter.choose(user("x"), false).setCookie()).isEmpty();
  }

  @Test
  void aClientGetsItsCookieOnceAndStays() {
    Splitter splitter = new Splitter(new Share(500, Sticky.COOKIE, Optional.empty()), "salt");

    for (int i = 0; i < 100; i++) {
      Splitter.Choice first = splitter.choose(HeaderList.EMPTY, false);
      String cookie = first.setCookie().orElseThrow();
      assertThat(cookie).matches("verge-rollout=[0-9a-f-]{36}; Path=/; HttpOnly; SameSite=Lax");
      String pair = cookie.substring(0, cookie.indexOf(';'));
      assertThat(splitter.choose(cookie("a=b; " + pair + ";c=d"), false))
          .isEqualTo(new Splitter.Choice(first.canary(), Optional.empty()));
    }
  }

  @Test
  void aCookieThatCameOverTlsStaysThere() {
    Splitter splitter = new Splitter(new Share(500, Sticky.COOKIE, Optional.empty()), "salt");

    assertThat(splitter.choose(HeaderList.EMPTY, true).setCookie().orElseThrow())
        .matches("verge-rollout=[0-9a-f-]{36}; Path=/; HttpOnly; SameSite=Lax; Secure");
  }

  @Test
  void aCookieThatIsNotOfVergeIsTakenForNone() {
    Splitter splitter = new Splitter(new Share(500, Sticky.COOKIE, Optional.empty()), "salt");

    for (String text :
        List.of(
            "",
            "verge-rollout",
            "verge-rollout=",
            "verge-rollout=x",
            ";;=;",
            "not-verge-rollout=" + "a".repeat(36))) {
      assertThat(splitter.choose(cookie(text), false).setCookie()).isPresent();
    }
  }

  @Test
  void sharesThatAreNoneAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Share(1001, Sticky.NONE, Optional.empty()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Share(1, Sticky.HEADER, Optional.empty()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Share(1, Sticky.NONE, Optional.of("x")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Share(1, Sticky.HEADER, Optional.of("no header")));
  }

  private static Splitter byHeader(int permille, String salt) {
    return new Splitter(new Share(permille, Sticky.HEADER, Optional.of("X-User")), salt);
  }

  private static HeaderList user(String name) {
    return HeaderList.of(List.of(new HeaderList.Field("x-user", name)));
  }

  private static HeaderList cookie(String text) {
    return HeaderList.of(List.of(new HeaderList.Field("Cookie", text)));
  }
}
