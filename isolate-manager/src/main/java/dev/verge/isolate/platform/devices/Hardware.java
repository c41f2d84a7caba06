package dev.verge.isolate.platform.devices;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What kind of thing a user agent runs on. */
enum Hardware {
  GAME_CONSOLE("Games Console"),
  TV_PLAYER("TV Player"),
  SMART_TV("Smart TV"),
  EREADER("EReader"),
  MEDIA_PLAYER("Media Player"),
  TABLET("Tablet"),
  PHONE("Mobile Phone"),
  DESKTOP("Desktop"),
  UNKNOWN("");

  private record Sign(Pattern pattern, Hardware hardware) {}

  /** Words of user agents, the most telling first. */
  private static final List<Sign> SIGNS =
      List.of(
          sign("playstation|nintendo|xbox", GAME_CONSOLE),
          sign("roku|appletv|apple tv|chromecast|crkey|\\baft[a-z]", TV_PLAYER),
          sign("smart-?tv|hbbtv|web0s|netcast|googletv|android tv|bravia|tizen.* tv ", SMART_TV),
          sign("kindle/|kobo|nook\\b|pocketbook", EREADER),
          sign("ipod|blu-?ray|sonos", MEDIA_PLAYER),
          sign("ipad|tablet|playbook|silk/|\\bkf[a-z]{3,5}\\b|android(?!.*mobile)", TABLET),
          sign("iphone|android|windows phone|iemobile|blackberry|bb10|opera mini|j2me", PHONE));

  private static final Set<String> DESKTOP_SYSTEMS =
      Set.of(
          "windows",
          "mac os x",
          "mac os",
          "linux",
          "chrome os",
          "ubuntu",
          "fedora",
          "debian",
          "freebsd",
          "openbsd",
          "netbsd",
          "gentoo",
          "red hat",
          "suse",
          "solaris");

  private final String title;

  Hardware(String title) {
    this.title = title;
  }

  /** As it is told to guests. */
  String title() {
    return title;
  }

  static Hardware of(String userAgent, String system) {
    String text = userAgent.toLowerCase(Locale.ROOT);
    return SIGNS.stream()
        .filter(sign -> sign.pattern.matcher(text).find())
        .map(Sign::hardware)
        .findFirst()
        .orElse(
            text.startsWith("mozilla/") && DESKTOP_SYSTEMS.contains(system.toLowerCase(Locale.ROOT))
                ? DESKTOP
                : UNKNOWN);
  }

  private static Sign sign(String pattern, Hardware hardware) {
    return new Sign(Pattern.compile(pattern), hardware);
  }
}
