package dev.verge.isolate.platform.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verge.isolate.binding.AclEntry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AclsTest {
  private final Acls acls = new Acls();

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1/32 ALLOW",
    "192.0.2.2, 192.0.2.0/24 BLOCK",
    "192.0.3.1, 192.0.0.0/8 ALLOW",
    "198.51.100.1, 0.0.0.0/0 other",
    "2001:db8::1, 2001:db8::/32 BLOCK",
    "2001:db8:0:1::1, 2001:db8:0:1::/64 ALLOW",
    "::ffff:192.0.2.1, 192.0.2.1/32 ALLOW",
    "2001:db9::1, ''"
  })
  void theLongestPrefixCounts(String address, String expected) {
    List<AclEntry> entries =
        List.of(
            entry("192.0.2.1", 32, "allow"),
            entry("192.0.2.99", 24, "ALLOW"),
            entry("192.0.2.3", 24, "BLOCK"),
            entry("192.1.2.3", 8, "ALLOW"),
            entry("1.2.3.4", 0, "other"),
            entry("2001:db8:ffff::", 32, "BLOCK"),
            entry("2001:db8:0:1::", 64, "ALLOW"));
    assertThat(lookup(entries, address)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "::, 0, ::/0",
    "::1, 128, ::1/128",
    "2001::, 16, 2001::/16",
    "2001:0:0:1::1, 128, 2001:0:0:1::1/128",
    "2001:db8:0:1:1:1:1:1, 128, 2001:db8:0:1:1:1:1:1/128",
    "1:0:0:2:2:0:0:3, 128, 1::2:2:0:0:3/128",
    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 127, ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127",
    "255.255.255.255, 8, 255.0.0.0/8",
    "0.1.2.3, 32, 0.1.2.3/32"
  })
  void networksAreWrittenShort(String network, int length, String expected) {
    assertThat(new AclMatch(entry(network, length, "BLOCK")).json())
        .isEqualTo("{\"prefix\":\"" + expected + "\",\"action\":\"BLOCK\"}");
  }

  @Test
  void aListIsPreparedOnce() {
    List<AclEntry> entries = List.of(entry("192.0.2.1", 32, "ALLOW"));
    assertThat(acls.prepare(entries)).isSameAs(acls.prepare(entries));
  }

  @Test
  void thousandsOfEntriesAreFound() {
    List<AclEntry> entries = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      entries.add(entry("10.%d.%d.0".formatted(i / 256, i % 256), 24, "a" + i));
    }
    assertThat(lookup(entries, "10.78.31.7")).isEqualTo("10.78.31.0/24 a19999");
  }

  @Test
  void aPrefixIsNoLongerThanAnAddress() {
    assertThatThrownBy(() -> entry("192.0.2.1", 33, "ALLOW"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> entry("::", 129, "ALLOW"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> entry("::", -1, "ALLOW")).isInstanceOf(IllegalArgumentException.class);
  }

  private String lookup(List<AclEntry> entries, String address) {
    Optional<AclMatch> match = acls.prepare(entries).lookup(address(address));
    return match
        .map(found -> found.json().replaceAll("\\{\"prefix\":\"|\"\\}", ""))
        .map(text -> text.replace("\",\"action\":\"", " "))
        .orElse("");
  }

  private static AclEntry entry(String network, int length, String action) {
    return new AclEntry(address(network), length, action);
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
