package dev.verge.deploy.manifest;

import dev.verge.isolate.platform.live.LiveData;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Bounds of what a manifest may bind. Those of keys and values are Fastly's (resource limits of
 * Compute); those of counts only keep a manifest readable.
 */
final class BindingsRules {
  private static final int MAX_NAMED = 256;
  private static final int MAX_ENTRIES = LiveData.MOST_ITEMS;
  private static final int MAX_USER_AGENT_CHARS = 4096;
  private static final Pattern NAME = Pattern.compile("\\P{Cntrl}{1,255}");
  private static final Pattern STORE_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,255}");

  private static final Pattern UNTOLD = Pattern.compile("\\(key [0-9]+, not told\\)");

  private BindingsRules() {}

  static void check(ManifestBindings bindings) {
    names("backends", bindings.backends().keySet(), NAME);
    names("config_stores", bindings.configStores().keySet(), NAME);
    stores("live_config_stores", bindings.liveConfigStores(), NAME);
    stores("kv_stores", bindings.kvStores(), NAME);
    stores("secret_stores", bindings.secretStores(), STORE_NAME);
    names("acls", bindings.acls().keySet(), NAME);
    stores("live_acls", bindings.liveAcls(), NAME);
    apart("live_config_stores", bindings.liveConfigStores(), bindings.configStores().keySet());
    apart("live_acls", bindings.liveAcls(), bindings.acls().keySet());
    names("log_endpoints", bindings.logEndpoints().keySet(), NAME);
    names("shielding_sites", bindings.shieldingSites().keySet(), NAME);
    names("purge_keys", bindings.purgeKeys(), NAME);
    bindings.purgeKeys().forEach(BindingsRules::purgeKey);
    bindings
        .backends()
        .forEach((name, backend) -> backend.check(Refusals.member("backends", name)));
    bindings
        .configStores()
        .forEach((name, items) -> configStore(Refusals.member("config_stores", name), items));
    bindings
        .acls()
        .forEach((name, entries) -> count(Refusals.member("acls", name), entries, MAX_ENTRIES));
    count(
        "geolocation.addresses",
        bindings.geolocation().addresses().orElse(Map.of()).keySet(),
        MAX_ENTRIES);
    userAgents(bindings.deviceDetection().userAgents().orElse(Map.of()).keySet());
  }

  /** What is told in place of a purge key. */
  static String untold(int number) {
    return "(key %d, not told)".formatted(number);
  }

  /** What was told is easily sent back. */
  private static void purgeKey(String key) {
    if (UNTOLD.matcher(key).matches()) {
      throw Refusals.refused(
          "purge_keys has %s, which only stands for a key. Give the keys themselves, or leave the member out of a patch to keep them."
              .formatted(Refusals.quoted(key)));
    }
  }

  private static void configStore(String member, Map<String, String> items) {
    count(member, items.keySet(), MAX_ENTRIES);
    items.forEach(
        (key, value) -> {
          length(member + " has a key that", key, LiveData.MOST_KEY_CHARACTERS);
          if (key.isEmpty()) {
            throw Refusals.refused("%s has a key that is empty.".formatted(member));
          }
          length(
              "The value of %s".formatted(Refusals.member(member, key)),
              value,
              LiveData.MOST_VALUE_CHARACTERS);
        });
  }

  private static void userAgents(Collection<String> agents) {
    count("device_detection.user_agents", agents, MAX_ENTRIES);
    agents.forEach(
        agent ->
            length("device_detection.user_agents has a name that", agent, MAX_USER_AGENT_CHARS));
  }

  private static void stores(String member, ManifestStores stores, Pattern allowed) {
    names(member, stores.names(), allowed);
    stores.stores().forEach(store -> name(member, store, allowed));
  }

  /** A guest asks for a version's own and for live ones by the same name. */
  private static void apart(String member, ManifestStores stores, Set<String> own) {
    stores.names().stream()
        .filter(own::contains)
        .findFirst()
        .ifPresent(
            name -> {
              throw Refusals.refused(
                  "%s has the name %s, which the version's own %s have, too."
                      .formatted(
                          member, Refusals.quoted(name), member.substring("live_".length())));
            });
  }

  private static void names(String member, Collection<String> names, Pattern allowed) {
    count(member, names, MAX_NAMED);
    names.forEach(name -> name(member, name, allowed));
    if (names instanceof List && names.stream().distinct().count() < names.size()) {
      throw Refusals.refused("%s has a name twice.".formatted(member));
    }
  }

  private static void name(String member, String name, Pattern allowed) {
    if (!allowed.matcher(name).matches()) {
      throw Refusals.refused(
          "%s has the name %s; a name has 1 to 255 %s."
              .formatted(
                  member,
                  Refusals.quoted(name),
                  allowed == STORE_NAME
                      ? "letters, digits, dashes, underscores and periods"
                      : "characters, none of them a control character"));
    }
  }

  private static void count(String member, Collection<?> entries, int most) {
    if (entries.size() > most) {
      throw Refusals.refused(
          "%s has %d entries; at most %d fit.".formatted(member, entries.size(), most));
    }
  }

  private static void length(String what, String text, int most) {
    if (text.codePointCount(0, text.length()) > most) {
      throw Refusals.refused("%s has more than %d characters.".formatted(what, most));
    }
  }
}
