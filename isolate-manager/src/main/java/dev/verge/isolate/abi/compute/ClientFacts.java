package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.RequestHead;
import dev.verge.isolate.exchange.TlsFacts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is known of a client and its connection. */
final class ClientFacts {
  /** An id of the data plane: its run, and how many requests there were. */
  private static final Pattern COUNTED_ID = Pattern.compile("([0-9a-f]{8})-([0-9a-f]{1,15})");

  private static final long MOST_COUNTED = 0xffff_ffffL;

  /** How the absence of a compliance region is told. */
  static final String NO_REGION = "none";

  private static final List<String> BOT_KINDS =
      List.of(
          "none",
          "suspected",
          "accessibility",
          "ai-crawler",
          "ai-fetcher",
          "content-fetcher",
          "monitoring-site-tools",
          "online-marketing",
          "page-preview",
          "platform-integration",
          "research",
          "search-engine-crawler",
          "search-engine-optimization",
          "security-tools",
          "headless");

  private final Session session;

  ClientFacts(Session session) {
    this.session = session;
  }

  /**
   * What the request's own {@code x-fastly-bot-…} fields say: Verge analyses no clients, and these
   * are how Fastly's emulator lets a developer try what a guest makes of the analysis.
   */
  record Bot(
      boolean analyzed,
      boolean detected,
      Optional<String> name,
      Optional<String> category,
      Optional<Boolean> verified) {

    /** The category's number in the interface. */
    Optional<Integer> categoryKind() {
      return category.flatMap(Bot::kind);
    }

    private static Optional<Integer> kind(String category) {
      int known = BOT_KINDS.indexOf(category.toLowerCase(Locale.ROOT));
      if (known >= 0) {
        return Optional.of(known);
      }
      return category.matches("[0-9]{1,9}")
          ? Optional.of(Integer.parseInt(category))
          : Optional.empty();
    }
  }

  /** Answers {@link Status#NONE} for what is not known of a client. */
  int unknown(int request) {
    session.clientRequest(request);
    return Status.NONE;
  }

  /**
   * What is known of the encryption.
   *
   * @throws StatusException {@link Status#NONE} when there is none
   */
  TlsFacts tls(int request) {
    return session.clientRequest(request).tls().orElseThrow(StatusException::absent);
  }

  int address(GuestMemory memory, int request, int octets) {
    RequestHead head = session.clientRequest(request);
    return GuestStore.address(memory, head.client().getAddress(), octets);
  }

  int serverAddress(GuestMemory memory, int request, int octets) {
    RequestHead head = session.clientRequest(request);
    return GuestStore.address(memory, head.server().getAddress(), octets);
  }

  /** Made of the platform's own id, so that it is the same at every call. */
  String requestId(int request) {
    return id(session.clientRequest(request));
  }

  /**
   * A number of 64 bits in 32 hexadecimal digits, which programs parse as one. Those of one run of
   * the platform grow from request to request, as under Fastly's emulator.
   */
  static String id(RequestHead head) {
    Matcher counted = COUNTED_ID.matcher(head.id());
    long number =
        counted.matches()
            ? (Long.parseLong(counted.group(1), 16) << Integer.SIZE)
                | (Long.parseLong(counted.group(2), 16) & MOST_COUNTED)
            : UUID.nameUUIDFromBytes(head.id().getBytes(StandardCharsets.UTF_8))
                .getLeastSignificantBits();
    return "%032x".formatted(number);
  }

  /** Every name once, as the client wrote it. */
  List<String> originalNames(int request) {
    Set<String> seen = new LinkedHashSet<>();
    List<String> names = new ArrayList<>();
    for (HeaderList.Field field : session.clientRequest(request).headers()) {
      if (seen.add(field.name().toLowerCase(Locale.ROOT))) {
        names.add(field.name());
      }
    }
    return names;
  }

  boolean mayPurge(int request) {
    return session
        .clientRequest(request)
        .headers()
        .first("fastly-key")
        .filter(session.bindings().purgeKeys()::contains)
        .isPresent();
  }

  Bot bot(int request) {
    HeaderList headers = session.clientRequest(request).headers();
    return new Bot(
        headers.first("x-fastly-bot-analyzed").filter("true"::equals).isPresent(),
        headers.first("x-fastly-bot-detected").filter("true"::equals).isPresent(),
        headers.first("x-fastly-bot-name"),
        headers.first("x-fastly-bot-category"),
        headers.first("x-fastly-bot-verified").map("true"::equals));
  }
}
