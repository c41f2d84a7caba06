package dev.verge.isolate.warmup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.verge.isolate.FunctionId;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.RequestHead;
import dev.verge.isolate.testing.RecordingExchange;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentRequestsTest {
  private static final FunctionId FUNCTION = new FunctionId("demo", "hello");
  private final RecentRequests requests = new RecentRequests();

  @Test
  void ofARequestOnlyWhatIsNoSecretIsKept() {
    requests.keep(FUNCTION, List.of());

    requests.served(
        FUNCTION,
        get(
            "/products/lamp?token=secret",
            field("Accept", "text/html"),
            field("Cookie", "session=secret"),
            field("Authorization", "Basic secret"),
            field("X-Api-Key", "secret"),
            field("User-Agent", "a browser")));

    assertThat(requests.news())
        .containsOnlyKeys(FUNCTION)
        .satisfies(
            news -> {
              SampleRequest kept = news.get(FUNCTION).getFirst();
              assertThat(kept.path()).isEqualTo("/products/lamp");
              assertThat(kept.query()).isEmpty();
              assertThat(kept.headers())
                  .containsExactly(field("Accept", "text/html"), field("User-Agent", "a browser"));
            });
    assertThat(requests.news()).isEmpty();
  }

  @Test
  void whatChangesSomethingIsNotKept() {
    requests.keep(FUNCTION, List.of());

    requests.served(FUNCTION, RecordingExchange.post("/", "x").request());

    assertThat(requests.news()).isEmpty();
  }

  @Test
  void onlyTheLatestAreKeptAndOnlyOfFunctionsThatAreToBe() {
    requests.served(FUNCTION, get("/before"));
    requests.keep(FUNCTION, List.of(SampleRequest.BROWSER));

    for (int i = 0; i < 10; i++) {
      String path = "/" + i;
      // Requests that follow each other too closely are passed over.
      await()
          .until(
              () -> {
                requests.served(FUNCTION, get(path));
                return !requests.news().isEmpty();
              });
    }
    await()
        .until(
            () -> {
              requests.served(FUNCTION, get("/last"));
              return requests.news().getOrDefault(FUNCTION, List.of()).stream()
                  .map(SampleRequest::path)
                  .toList()
                  .equals(List.of("/3", "/4", "/5", "/6", "/7", "/8", "/9", "/last"));
            });

    requests.forget(FUNCTION);
    requests.served(FUNCTION, get("/after"));
    assertThat(requests.news()).isEmpty();
  }

  private static RequestHead get(String target, HeaderList.Field... headers) {
    return RecordingExchange.get(target, headers).request();
  }

  private static HeaderList.Field field(String name, String value) {
    return new HeaderList.Field(name, value);
  }
}
