package dev.verge.isolate.platform.devices;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of user agents. Its rules are loaded when they are needed for the first time. Safe
 * on any thread.
 */
public final class DeviceDatabase {
  /**
   * What is looked at of a user agent. Real ones are shorter; the rules' patterns are bounded, but
   * there are 1,200 of them.
   */
  private static final int MOST_CHARACTERS = 512;

  private static final int MOST_REMEMBERED = 1000;

  private final LoadingCache<String, Detection> detections =
      Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).build(DeviceDatabase::detect);

  /** With the library's own data, which is not loaded yet. */
  public DeviceDatabase() {}

  /** Loaded by the first who uses it; the JVM keeps others waiting meanwhile. */
  private static final class Loaded {
    static final UserAgentData DATA = UserAgentData.load();
  }

  /**
   * What is known of a user agent: what the version declares, or what its text tells.
   *
   * @param declared from a {@code User-Agent} to a JSON object
   * @return a JSON object with Fastly's names of fields
   */
  public Optional<String> lookup(Map<String, String> declared, String userAgent) {
    return Optional.ofNullable(declared.get(userAgent))
        .or(() -> Optional.of(detection(userAgent)).filter(Detection::known).map(Detection::json));
  }

  /** The program that a user agent names. */
  public UserAgent userAgent(String userAgent) {
    return detection(userAgent).program();
  }

  private Detection detection(String userAgent) {
    return detections.get(userAgent.substring(0, Math.min(userAgent.length(), MOST_CHARACTERS)));
  }

  private static Detection detect(String text) {
    UserAgent program =
        Loaded.DATA
            .programs()
            .apply(text)
            .map(parts -> new UserAgent(parts.get(0), parts.get(1), parts.get(2), parts.get(3)))
            .orElse(new UserAgent(UserAgent.OTHER, "", "", ""));
    OperatingSystem system =
        Loaded.DATA.systems().apply(text).map(OperatingSystem::of).orElse(OperatingSystem.UNKNOWN);
    List<String> device = Loaded.DATA.devices().apply(text).orElse(List.of("", "", ""));
    return new Detection(
        program,
        system,
        device.get(0),
        device.get(1),
        device.get(2),
        Hardware.of(text, system.name()));
  }
}
