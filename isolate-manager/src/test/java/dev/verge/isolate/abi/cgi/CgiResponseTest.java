package dev.verge.isolate.abi.cgi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verge.isolate.abi.MalformedResponseException;
import dev.verge.isolate.testing.RecordingExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CgiResponseTest {
  private final RecordingExchange exchange = RecordingExchange.get("/");
  private final CgiResponse response = new CgiResponse(exchange);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 25, 1000})
  void theBodyBeginsBehindTheBlankLineHoweverTheGuestWrites(int piece) throws Exception {
    write("Status: 201 Created\r\nContent-Type: text/plain\nX-A:  b \r\n\r\nbody\n\nmore", piece);

    assertThat(response.complete()).isEmpty();
    assertThat(exchange.status()).isEqualTo(201);
    assertThat(exchange.headers().first("content-type")).contains("text/plain");
    assertThat(exchange.headers().first("x-a")).contains("b");
    assertThat(exchange.body()).isEqualTo("body\n\nmore");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4096, 100_000})
  void headersOfTheLargestSizeAreTakenAndOneByteMoreIsNot(int piece) throws Exception {
    String head = "Content-Type: text/plain\nX-Long: ";
    String longest = head + "a".repeat((64 << 10) - head.length() - 1) + "\n";

    write(longest + "\nbody", piece);

    assertThat(exchange.body()).isEqualTo("body");
    CgiResponse next = new CgiResponse(RecordingExchange.get("/"));
    assertThatThrownBy(() -> write(next, "a" + longest + "\nbody", piece))
        .isInstanceOf(MalformedResponseException.class)
        .hasMessageContaining("longer than 65536 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no colon\n\n",
        ": no name\n\n",
        "X-A: b\n\n",
        "Content-Type: a\nContent-Type: b\n\n",
        "Content-Type: a\u0001b\n\n",
        "Content-Type: a\u007fb\n\n",
        "Content Type: a\n\n",
        "Status: 99\n\n",
        "Status: 2xx\n\n",
        "Status: 2000\n\n",
        "Content-Type: a\nContent-Length: 1x\n\n",
        "Content-Type: a\nContent-Length: \n\n",
      })
  void whatIsNoHeaderBlockIsRefused(String text) {
    assertThatThrownBy(() -> write(text, 1000)).isInstanceOf(MalformedResponseException.class);
  }

  @Test
  void whatEndsBeforeTheBlankLineIsNoResponse() throws Exception {
    assertThatThrownBy(response::complete).isInstanceOf(MalformedResponseException.class);
    write("Content-Type: text/plain\n", 1000);
    assertThatThrownBy(response::complete)
        .isInstanceOf(MalformedResponseException.class)
        .hasMessageContaining("blank line");
  }

  @Test
  void aLocalRedirectHasNoBody() throws Exception {
    write("Location: /other?x=1\n\nignored", 5);
    assertThat(response.complete()).contains("/other?x=1");
    assertThat(exchange.body()).isEmpty();
  }

  private void write(String text, int piece) throws InterruptedException {
    write(response, text, piece);
  }

  private static void write(CgiResponse response, String text, int piece)
      throws InterruptedException {
    byte[] bytes = text.getBytes(ISO_8859_1);
    for (int at = 0; at < bytes.length; at += piece) {
      response.write(bytes, at, Math.min(piece, bytes.length - at));
    }
  }
}
