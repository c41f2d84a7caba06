package dev.verge.isolate.platform.devices;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceDatabaseTest {
  private static final String IPHONE =
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1.2 Mobile/15E148 Safari/604.1";

  private final DeviceDatabase devices = new DeviceDatabase();

  @Test
  void aPhoneIsToldInFastlysTerms() {
    assertThat(devices.lookup(Map.of(), IPHONE))
        .contains(
            "{\"user_agent\":{\"name\":\"Mobile Safari\",\"major\":\"17\",\"minor\":\"1\",\"patch\":\"2\","
                + "\"is_bot\":false,\"identified\":true},\"os\":{\"name\":\"iOS\",\"major\":\"17\",\"minor\":\"1\"},"
                + "\"device\":{\"name\":\"iPhone\",\"brand\":\"Apple\",\"model\":\"iPhone\","
                + "\"hwtype\":\"Mobile Phone\",\"is_ereader\":false,\"is_gameconsole\":false,"
                + "\"is_mediaplayer\":false,\"is_mobile\":true,\"is_smarttv\":false,"
                + "\"is_tablet\":false,\"is_tvplayer\":false,\"is_desktop\":false,"
                + "\"is_touchscreen\":true,\"is_bot\":false}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 | desktop",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15 | desktop",
        "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0 | desktop",
        "Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1 | tablet",
        "Mozilla/5.0 (Linux; Android 13; SM-X906C) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/110.0 Safari/537.36 | tablet",
        "Mozilla/5.0 (Linux; Android 13; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/116.0.0.0 Mobile Safari/537.36 | mobile",
        "Mozilla/5.0 (PlayStation 4 3.11) AppleWebKit/537.73 (KHTML, like Gecko) | gameconsole",
        "Mozilla/5.0 (SMART-TV; Linux; Tizen 5.0) AppleWebKit/538.1 (KHTML, like Gecko) Version/5.0 TV Safari/538.1 | smarttv",
        "Roku/DVP-9.10 (519.10E04111A) | tvplayer",
        "Mozilla/5.0 (X11; U; Linux armv7l like Android; en-us) AppleWebKit/531.2+ (KHTML, like Gecko) Version/5.0 Safari/533.2+ Kindle/3.0+ | ereader"
      })
  void aUserAgentIsOfOneKind(String userAgent, String kind) {
    String json = devices.lookup(Map.of(), userAgent).orElseThrow();
    assertThat(json.split("_?is_(?=[a-z]+\":true)", -1))
        .filteredOn(part -> part.matches("(?s)[a-z]+\":true.*"))
        .extracting(part -> part.replaceAll("(?s)\".*", ""))
        .contains(kind)
        .isSubsetOf(kind, "touchscreen");
  }

  @Test
  void brandsAndModelsAreKnown() {
    assertThat(
            devices
                .lookup(
                    Map.of(),
                    "Mozilla/5.0 (Linux; Android 13; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/116.0.0.0 Mobile Safari/537.36")
                .orElseThrow())
        .contains("\"name\":\"Pixel 7\",\"brand\":\"Google\",\"model\":\"Pixel 7\"");
    assertThat(
            devices
                .lookup(
                    Map.of(),
                    "ghosts-app/1.0.2.1 (ASUSTeK COMPUTER INC.; X550CC; Windows 8 (X86); en)")
                .orElseThrow())
        .contains("\"device\":{\"name\":\"Asus TeK\",\"brand\":\"Asus\",\"model\":\"TeK\"}");
  }

  @Test
  void aCrawlerIsABot() {
    assertThat(
            devices.lookup(
                Map.of(),
                "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"))
        .contains(
            "{\"user_agent\":{\"name\":\"Googlebot\",\"major\":\"2\",\"minor\":\"1\",\"bot_name\":\"Googlebot\","
                + "\"is_bot\":true,\"identified\":true},\"os\":{},\"device\":{\"name\":\"Googlebot\",\"is_bot\":true}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0.4219871", "nonsense", "\u0000\uFFFF"})
  void whatSaysNothingIsNotKnown(String userAgent) {
    assertThat(devices.lookup(Map.of(), userAgent)).isEmpty();
    assertThat(devices.userAgent(userAgent)).isEqualTo(new UserAgent("Other", "", "", ""));
  }

  @Test
  void whatAVersionDeclaresComesFirst() {
    assertThat(devices.lookup(Map.of(IPHONE, "{}"), IPHONE)).contains("{}");
  }

  @Test
  void onlyTheBeginningOfALongOneIsLookedAt() {
    assertThat(devices.userAgent(IPHONE + " x".repeat(1_000_000)).family())
        .isEqualTo("Mobile Safari");
    assertThat(devices.lookup(Map.of(), "a;/ ".repeat(250_000))).isEmpty();
  }
}
