package dev.verge.isolate.platform.backends;

import static dev.verge.isolate.platform.backends.TestBackends.at;
import static dev.verge.isolate.platform.backends.TestBackends.get;
import static dev.verge.isolate.platform.backends.TestBackends.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.isolate.binding.Backend;
import java.net.InetAddress;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backends that guests make cannot lead into the operator's own network. */
final class OriginsPrivateAddressTest {
  private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.8.9.1",
        "0.0.0.0",
        "0.1.2.3",
        "10.1.2.3",
        "100.64.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "192.0.0.8",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "2001::1",
        "fc00::1",
        "fd12::1",
        "fe80::1",
        "fec0::1",
        "ff02::1"
      })
  void addressesThatAreNotPublicAreRefused(String address) {
    try (Origins origins = Origins.start(false)) {
      Backend backend = at(80, draft -> draft.at(address).dynamic());

      assertThat(failure(origins, backend)).isEqualTo(SendError.Kind.DESTINATION_IP_UNROUTABLE);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1.1.1.1", "100.128.0.1", "172.32.0.1", "2606:4700::1111", "64:ff9b::1.1.1.1"})
  void publicAddressesAreNotPrivate(String address) throws Exception {
    assertThat(PrivateRanges.contain(InetAddress.ofLiteral(address))).isFalse();
  }

  @Test
  void aNameIsJudgedByItsAddress() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(OK);
        Origins origins = NetworkOrigins.start(host -> loopback(), false)) {
      Backend backend = at(origin.port(), draft -> draft.at("innocent.example").dynamic());

      assertThat(failure(origins, backend)).isEqualTo(SendError.Kind.DESTINATION_IP_UNROUTABLE);
      assertThat(origin.connections()).isZero();
    }
  }

  @Test
  void anOperatorMayAllowPrivateAddresses() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(OK);
        Origins origins = Origins.start(true)) {
      Backend backend = at(origin.port(), TestBackends.Draft::dynamic);

      assertThat(text(origins.send(backend, get("http://a/")).join().body())).isEqualTo("ok");
    }
  }

  @Test
  void aDeclaredBackendMayBeAnywhere() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(OK);
        Origins origins = NetworkOrigins.start(host -> loopback(), false)) {
      Backend backend = at(origin.port(), draft -> draft.at("internal.example"));

      assertThat(text(origins.send(backend, get("http://a/")).join().body())).isEqualTo("ok");
    }
  }

  @Test
  void theNextAddressIsTriedWhenOneRefuses() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(OK);
        Origins origins =
            NetworkOrigins.start(
                host ->
                    new InetAddress[] {
                      InetAddress.ofLiteral("127.0.0.9"), InetAddress.ofLiteral("127.0.0.1")
                    },
                false)) {
      Backend backend = at(origin.port(), draft -> draft.at("two.example"));

      assertThat(text(origins.send(backend, get("http://a/")).join().body())).isEqualTo("ok");
    }
  }

  private static InetAddress[] loopback() {
    return new InetAddress[] {InetAddress.getLoopbackAddress()};
  }

  private static SendError.Kind failure(Origins origins, Backend backend) {
    try {
      throw new AssertionError(
          "there was a response: " + origins.send(backend, get("http://a/")).join().status());
    } catch (CompletionException e) {
      return ((SendException) e.getCause()).error().kind();
    }
  }
}
