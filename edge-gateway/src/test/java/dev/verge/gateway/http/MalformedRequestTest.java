package dev.verge.gateway.http;

import static dev.verge.gateway.http.TestPlane.answer;
import static dev.verge.gateway.http.TestPlane.readAll;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What breaks RFC 9112, or could be read as another request by a server in front. */
class MalformedRequestTest {
  private final AtomicInteger served = new AtomicInteger();
  private TestPlane plane;
  private RawClient client;

  @BeforeEach
  void start() {
    plane =
        TestPlane.start()
            .on(
                "a",
                x -> {
                  readAll(x);
                  served.incrementAndGet();
                  answer(x, "served");
                });
    client = plane.connect();
  }

  @AfterEach
  void stop() {
    client.close();
    plane.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost:\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: user@a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
        "GET http:/// HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET a HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET * HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /#x HTTP/1.1\r\nHost: a\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\n\r\n",
        "GET /\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        " GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\n GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET\r/ HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
        "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /\u00e9 HTTP/1.1\r\nHost: a\r\n\r\n",
        "\0GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "G@T / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/11.1\r\nHost: a\r\n\r\n",
        "GET / HTTPS/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: 1\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r2\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: 1\0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX : 1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n\t2\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX(): x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -3\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x3\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n+3\r\nabc\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-3\r\nabc\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n 3\r\nabc\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3 x\r\nabc\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\r\nabc\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\nabc\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;a\nb\r\nabc\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcdef0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX : 1\r\n\r\n",
      })
  void is_refused_and_nothing_behind_it_is_read(String request) {
    client.sendRaw(request + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");

    var response = client.response();

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.header("content-type")).isEqualTo("application/problem+json");
    assertThat(response.header("connection")).isEqualTo("close");
    assertThat(response.body())
        .contains("\"type\":\"urn:verge:problem:malformed-request\"", "\"status\":400");
    assertThat(client.rest()).isEmpty();
    assertThat(served).hasValue(0);
  }

  @Test
  void is_refused_however_it_is_split_into_packets() {
    client.sendByteByByte("GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n");

    assertThat(client.response().status()).isEqualTo(400);
  }

  @Test
  void too_long_target_is_refused() {
    assertThat(client.get("a", "/" + "x".repeat((8 << 10) - 1)).status()).isEqualTo(200);

    var response = client.get("a", "/" + "x".repeat(8 << 10));
    assertThat(response.status()).isEqualTo(414);
    assertThat(response.body()).contains("urn:verge:problem:uri-too-long", "8192");
    assertThat(client.rest()).isEmpty();
  }

  @Test
  void target_without_end_is_refused() {
    client.sendRaw("GET /" + "x".repeat(20 << 10));
    assertThat(client.response().status()).isEqualTo(414);
  }

  @Test
  void too_large_headers_are_refused() {
    client.send("GET / HTTP/1.1\nHost: a\nX: " + "x".repeat(31 << 10) + "\n\n");
    assertThat(client.response().status()).isEqualTo(200);

    client.send("GET / HTTP/1.1\nHost: a\n" + ("X: " + "x".repeat(1000) + "\n").repeat(33) + "\n");
    var response = client.response();
    assertThat(response.status()).isEqualTo(431);
    assertThat(response.body()).contains("urn:verge:problem:headers-too-large", "32768");
    assertThat(client.rest()).isEmpty();
  }

  @Test
  void connect_is_not_implemented() {
    client.send("CONNECT a:80 HTTP/1.1\nHost: a:80\n\n");
    assertThat(client.response().status()).isEqualTo(501);
    assertThat(client.rest()).isEmpty();
  }

  @Test
  void other_transfer_codings_are_not_implemented() {
    client.send("POST / HTTP/1.1\nHost: a\nTransfer-Encoding: gzip, chunked\n\n0\n\n");
    assertThat(client.response().status()).isEqualTo(501);
    assertThat(client.rest()).isEmpty();
  }

  @Test
  void https_target_is_misdirected() {
    client.send("GET https://a/ HTTP/1.1\nHost: a\n\n");
    assertThat(client.response().status()).isEqualTo(421);
  }

  @Test
  void other_versions_are_not_spoken() {
    client.send("GET / HTTP/2.0\nHost: a\n\n");
    assertThat(client.response().status()).isEqualTo(505);
    assertThat(client.rest()).isEmpty();
  }

  @Test
  void neighbours_are_served_meanwhile() {
    client.send("nonsense\n\n");
    assertThat(client.response().status()).isEqualTo(400);
    try (var other = plane.connect()) {
      assertThat(other.get("a", "/").body()).isEqualTo("served");
    }
  }
}
