package dev.verge.isolate.platform.live;

import static dev.verge.isolate.platform.live.LiveException.Reason.NOT_ACCEPTABLE;

import dev.verge.isolate.binding.AclEntry;
import dev.verge.isolate.platform.acl.Acl;
import java.util.Map;

/** Access control lists: from network to action. */
final class AclRules implements LiveRules<Acl> {
  private static final long MOST_BYTES = 8L << 20;

  /** Any action will do for looking at a network. */
  private static final String SOME_ACTION = "ALLOW";

  @Override
  public String kind() {
    return "acl";
  }

  @Override
  public long mostBytes() {
    return MOST_BYTES;
  }

  @Override
  public String key(String given) {
    return AclEntry.parse(given, SOME_ACTION)
        .map(AclEntry::prefix)
        .orElseThrow(
            () ->
                new LiveException(
                    NOT_ACCEPTABLE, "A prefix must look like 192.0.2.0/24 or 2001:db8::/32."));
  }

  @Override
  public String value(String given) {
    return AclEntry.canonicalAction(given)
        .orElseThrow(
            () ->
                new LiveException(
                    NOT_ACCEPTABLE,
                    "An action must be ALLOW, BLOCK or another word of at most 64 characters."));
  }

  @Override
  public Acl snapshot(Map<String, String> items) {
    return Acl.of(
        items.entrySet().stream()
            .map(item -> AclEntry.parse(item.getKey(), item.getValue()).orElseThrow())
            .toList());
  }
}
