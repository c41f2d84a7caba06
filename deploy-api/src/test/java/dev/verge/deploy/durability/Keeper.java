package dev.verge.deploy.durability;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Puts secrets, and makes and revokes access tokens. */
final class Keeper extends Worker {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String SECRETS = "/v1/tenants/demo/secret-stores/s/secrets";
  private static final int KEPT = 5;
  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;

  private final Set<String> secrets = new TreeSet<>();
  private final Deque<Token> tokens = new ArrayDeque<>();
  private final List<Token> revoked = new ArrayList<>();

  /** Whose revocation was not answered. */
  private Optional<Token> doubtful = Optional.empty();

  private int count;

  private record Token(String id, String secret) {}

  @Override
  boolean change(Life life) {
    count++;
    if (count % 2 == 0) {
      String name = "secret-" + count % 40;
      byte[] value = ("value " + count).getBytes(UTF_8);
      boolean answered =
          ask(life, "secret-put", "PUT", SECRETS + "/" + name, "text/plain", value).isPresent();
      if (answered) {
        secrets.add(name);
      }
      return answered;
    }
    if (tokens.size() > KEPT) {
      Token oldest = tokens.removeFirst();
      boolean answered =
          ask(
                  life,
                  "token-revoke",
                  "DELETE",
                  "/v1/tokens/" + oldest.id(),
                  "text/plain",
                  new byte[0])
              .isPresent();
      if (answered) {
        revoked.add(oldest);
      } else {
        doubtful = Optional.of(oldest);
      }
      return answered;
    }
    byte[] body = "{\"name\":\"t%d\",\"scope\":\"read\"}".formatted(count).getBytes(UTF_8);
    return ask(life, "token-create", "POST", "/v1/tokens", "application/json", body)
        .map(answer -> tokens.add(token(answer)))
        .orElse(false);
  }

  @Override
  void check(Life life, String when) {
    if (!secrets.isEmpty()) {
      assertThat(json(life.get(SECRETS)).path("secrets").findValuesAsText("name"))
          .as(when)
          .containsAll(secrets);
    }
    doubtful.ifPresent(
        token -> {
          if (status(life, token) == OK) {
            tokens.addFirst(token);
          } else {
            revoked.add(token);
          }
        });
    doubtful = Optional.empty();
    assertThat(tokens).as(when).allMatch(token -> status(life, token) == OK);
    assertThat(revoked).as(when).allMatch(token -> status(life, token) == UNAUTHORIZED);
    revoked.clear();
  }

  private static int status(Life life, Token token) {
    return life.ask("GET", "/v1/functions", "text/plain", new byte[0], token.secret())
        .orElseThrow()
        .statusCode();
  }

  private static Token token(HttpResponse<byte[]> answer) {
    JsonNode made = json(answer.body());
    return new Token(made.path("id").asText(), made.path("token").asText());
  }

  private static JsonNode json(byte[] text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
