package dev.verge.gateway.access;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.RequestHead;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CombinedFormatTest {
  private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.7");
  private static final long TIME = 971_186_136_000L;

  @Test
  void aLineIsAsApacheWritesIt() {
    assertThat(
            line(
                "/apache_pb.gif",
                "",
                HeaderList.of(
                    List.of(
                        new HeaderList.Field("Referer", "http://www.example.com/start.html"),
                        new HeaderList.Field("User-Agent", "Mozilla/4.08 [en]"))),
                2326))
        .isEqualTo(
            "192.0.2.7 - - [10/Oct/2000:13:55:36 +0000] \"GET /apache_pb.gif HTTP/1.1\" 200 2326"
                + " \"http://www.example.com/start.html\" \"Mozilla/4.08 [en]\"\n");
  }

  @Test
  void whatIsNotThereIsADash() {
    assertThat(line("/", "a=b", HeaderList.EMPTY, 0))
        .endsWith("\"GET /?a=b HTTP/1.1\" 200 - \"-\" \"-\"\n");
    assertThat(text(new AccessEntry(TIME, CLIENT, Optional.empty(), 400, 10)))
        .endsWith("] \"-\" 400 10 \"-\" \"-\"\n");
  }

  @Test
  void noClientEndsAFieldOrALine() {
    String forged = "x\" 200 1 \"-\" \"-\"\r\n192.0.2.1 \\\t\u001b[31m\u007f\u00e9";

    String line =
        line("/", "", HeaderList.of(List.of(new HeaderList.Field("user-agent", forged))), 1);

    assertThat(line)
        .endsWith(
            " \"-\" \"x\\\" 200 1 \\\"-\\\" \\\"-\\\"\\r\\n192.0.2.1 \\\\\\t\\x1b[31m\\x7f\\xe9\"\n");
    assertThat(line.chars().filter(c -> c == '\n').count()).isEqualTo(1);
  }

  private static String line(String path, String query, HeaderList headers, long bytes) {
    RequestHead head =
        new RequestHead(
            "id",
            "GET",
            "http",
            "a",
            path,
            query,
            "HTTP/1.1",
            headers,
            Optional.empty(),
            new InetSocketAddress(CLIENT, 1),
            new InetSocketAddress(CLIENT, 2),
            0);
    return text(new AccessEntry(TIME, CLIENT, Optional.of(head), 200, bytes));
  }

  private static String text(AccessEntry entry) {
    return new String(new CombinedFormat().encode(entry), US_ASCII);
  }
}
