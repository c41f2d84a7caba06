package dev.verge.deploy.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminHostsTest {
  private final AdminHosts loopback = on("127.0.0.1");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:8788",
        "127.0.0.1",
        "127.0.0.2:1",
        "[::1]:8788",
        "localhost",
        "LOCALHOST:8788",
        "localhost.:8788",
        "verge.localhost",
        "admin.example.com",
        "Admin.Example.com:443"
      })
  void addressesAndNamesOfTheControlPlaneAreAccepted(String host) {
    assertThat(loopback.accepts(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":8788",
        "example.com",
        "evil.admin.example.com",
        "localhost.example.com",
        "notlocalhost",
        "127.0.0.1.example.com",
        "192.0.2.1:8788",
        "[2001:db8::1]",
        "localhost:8788:1",
        "localhost, example.com",
        "a@localhost",
        "0x7f.1.example"
      })
  void whatElseSomebodyMayCallItIsNot(String host) {
    assertThat(loopback.accepts(host)).isFalse();
  }

  @Test
  void anAddressIsAcceptedWhereAllOrThatOneAreListenedOn() {
    assertThat(on("0.0.0.0").accepts("192.0.2.1:8788")).isTrue();
    assertThat(on("0.0.0.0").accepts("example.com")).isFalse();
    assertThat(on("192.0.2.1").accepts("192.0.2.1:8788")).isTrue();
    assertThat(on("192.0.2.1").accepts("192.0.2.2:8788")).isFalse();
    assertThat(on("2001:db8::1").accepts("[2001:DB8:0::1]:8788")).isTrue();
  }

  @Test
  void anOriginIsOwnWhenItHasTheHostThatIsAsked() {
    assertThat(AdminHosts.isOwn("http://localhost:8788", "localhost:8788")).isTrue();
    assertThat(AdminHosts.isOwn("https://admin.example.com", "admin.example.com")).isTrue();
    assertThat(AdminHosts.isOwn("http://localhost:8787", "localhost:8788")).isFalse();
    assertThat(AdminHosts.isOwn("null", "localhost:8788")).isFalse();
    assertThat(AdminHosts.isOwn("", "localhost:8788")).isFalse();
  }

  private static AdminHosts on(String address) {
    return new AdminHosts(new InetSocketAddress(address, 8788), List.of("admin.example.com"));
  }
}
