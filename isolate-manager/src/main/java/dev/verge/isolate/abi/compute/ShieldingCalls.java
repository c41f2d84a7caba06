package dev.verge.isolate.abi.compute;

import dev.verge.isolate.binding.Backend;
import dev.verge.isolate.binding.Shield;
import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;
import dev.verge.isolate.platform.http.Uri;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** Shielding sites: module {@code fastly_shielding} of shielding.witx. */
@HostModule(value = "fastly_shielding", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class ShieldingCalls {
  private static final int RESERVED = 1;
  private static final int USE_CACHE_KEY = 1 << 1;
  private static final int FIRST_BYTE_TIMEOUT = 1 << 2;
  private static final int BETWEEN_BYTES_TIMEOUT = 1 << 3;
  private static final int KNOWN = (1 << 4) - 1;

  private static final int CACHE_KEY = 0;
  private static final int CACHE_KEY_LENGTH = 4;
  private static final int FIRST_BYTE_MILLIS = 8;
  private static final int BETWEEN_BYTES_MILLIS = 12;

  private final Session session;

  ShieldingCalls(Session session) {
    this.session = session;
  }

  /**
   * Tells of a site: 1 if it is this one, else 0; then the URLs without and with TLS, each with a
   * NUL behind it. {@link Status#INVAL} when there is no such site.
   */
  @Hostcall
  public int shield_info(
      GuestMemory memory,
      int name,
      int nameLen,
      int infoBlock,
      int infoBlockMaxLen,
      int numBytesOut) {
    Optional<Shield> shield =
        Optional.ofNullable(
            session.bindings().shields().get(GuestStore.text(memory, name, nameLen)));
    String info =
        switch (shield.orElseThrow(ShieldingCalls::noSuchSite)) {
          case Shield.Local() -> "\1\0\0";
          case Shield.Remote(String unencrypted, String encrypted) ->
              "\0" + unencrypted + "\0" + encrypted + "\0";
        };
    return GuestStore.store(memory, info, infoBlock, infoBlockMaxLen, numBytesOut);
  }

  /**
   * Makes a backend of a site.
   *
   * @param shieldName a URL as {@link #shield_info} tells it, or a site's name, which stands for
   *     its URL with TLS
   */
  @Hostcall
  public int backend_for_shield(
      GuestMemory memory,
      int shieldName,
      int shieldNameLen,
      int backendConfigMask,
      int backendConfiguration,
      int backendNameOut,
      int backendNameMaxLen,
      int numBytesOut) {
    if ((backendConfigMask & RESERVED) != 0 || (backendConfigMask & ~KNOWN) != 0) {
      throw StatusException.invalid("the mask of a shield's configuration has unknown bits");
    }
    Uri url = url(GuestStore.text(memory, shieldName, shieldNameLen));
    if ((backendConfigMask & USE_CACHE_KEY) != 0) {
      // Read for its validity: there is no cache in between that could use it.
      var _ =
          GuestStore.text(
              memory,
              memory.loadInt(backendConfiguration + CACHE_KEY),
              memory.loadInt(backendConfiguration + CACHE_KEY_LENGTH));
    }
    Backend.Timeouts usual = Backend.Timeouts.DEFAULT;
    Backend backend =
        backend(
            url,
            new Backend.Timeouts(
                usual.connect(),
                (backendConfigMask & FIRST_BYTE_TIMEOUT) == 0
                    ? usual.firstByte()
                    : millis(memory, backendConfiguration + FIRST_BYTE_MILLIS),
                (backendConfigMask & BETWEEN_BYTES_TIMEOUT) == 0
                    ? usual.betweenBytes()
                    : millis(memory, backendConfiguration + BETWEEN_BYTES_MILLIS)));
    int status =
        GuestStore.store(memory, backend.name(), backendNameOut, backendNameMaxLen, numBytesOut);
    // The same again is no mistake: its name is the whole of it.
    if (!session.addBackend(backend)
        && !session.backend(backend.name()).equals(Optional.of(backend))) {
      throw StatusException.of(Status.ERROR, "there is another backend of this name");
    }
    return status;
  }

  /** Only what the version's configuration names, since such backends may be anywhere. */
  private Uri url(String text) {
    Stream<String> urls =
        session.bindings().shields().entrySet().stream()
            .flatMap(
                entry ->
                    entry.getValue() instanceof Shield.Remote(String plain, String encrypted)
                        ? entry.getKey().equals(text)
                            ? Stream.of(encrypted)
                            : Stream.of(plain, encrypted).filter(text::equals)
                        : Stream.empty());
    return urls.findFirst()
        .flatMap(Uri::parse)
        .filter(Uri::absolute)
        .orElseThrow(ShieldingCalls::noSuchSite);
  }

  private static StatusException noSuchSite() {
    return StatusException.invalid("there is no such shielding site");
  }

  private static Duration millis(GuestMemory memory, int address) {
    return Duration.ofMillis(Integer.toUnsignedLong(memory.loadInt(address)));
  }

  private static Backend backend(Uri url, Backend.Timeouts timeouts) {
    boolean secure = url.scheme().equals("https");
    DynamicBackends.Target target = DynamicBackends.Target.parse(url.authority(), secure);
    String path = url.path();
    return new Backend(
        "shield %s, %d, %d"
            .formatted(url, timeouts.firstByte().toMillis(), timeouts.betweenBytes().toMillis()),
        target.host(),
        target.port(),
        path.endsWith("/") ? path.substring(0, path.length() - 1) : path,
        Optional.empty(),
        secure ? Optional.of(Backend.Tls.DEFAULT) : Optional.empty(),
        timeouts,
        Backend.Pooling.DEFAULT,
        false,
        false,
        Backend.Health.UNKNOWN,
        Optional.empty(),
        false);
  }
}
