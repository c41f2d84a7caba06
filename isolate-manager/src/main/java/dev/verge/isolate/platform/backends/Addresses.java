package dev.verge.isolate.platform.backends;

import dev.verge.isolate.binding.Backend;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Where backends are. What is checked here is what is connected to, so that a name which changes
 * its address between the two leads nowhere else.
 */
final class Addresses {
  /** Codes of RFC 1035, section 4.1.1, as far as the system's resolver tells them apart. */
  private static final int SERVER_FAILURE = 2;

  private static final int NAME_ERROR = 3;

  private final Resolver resolver;
  private final boolean dynamicMayBePrivate;

  /** Finds the addresses of a name, at least one. May block. */
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  Addresses(Resolver resolver, boolean dynamicMayBePrivate) {
    this.resolver = resolver;
    this.dynamicMayBePrivate = dynamicMayBePrivate;
  }

  /**
   * The addresses that a backend may be connected at, in the order in which to try them.
   *
   * @throws SendException when there are none
   */
  List<InetAddress> of(Backend backend, Duration patience) throws InterruptedException {
    List<InetAddress> all =
        Arrays.stream(resolve(backend.host(), patience)).sorted(order(backend)).toList();
    if (!backend.dynamic() || dynamicMayBePrivate) {
      return all;
    }
    List<InetAddress> reachable =
        all.stream().filter(address -> !PrivateRanges.contain(address)).toList();
    if (reachable.isEmpty()) {
      throw SendException.of(
          SendError.Kind.DESTINATION_IP_UNROUTABLE,
          "backend %s: %s has no public address; a guest's own backends may not be at loopback, "
              + "link-local or private ones. Declare it in the function's configuration instead.",
          backend.name(),
          backend.host());
    }
    return reachable;
  }

  private static Comparator<InetAddress> order(Backend backend) {
    Comparator<InetAddress> ipv6First = Comparator.comparing(Inet4Address.class::isInstance);
    return backend.preferIpv4() ? ipv6First.reversed() : ipv6First;
  }

  /** The system's resolver has no time limit of its own that fits. */
  private InetAddress[] resolve(String host, Duration patience) throws InterruptedException {
    FutureTask<InetAddress[]> lookup = new FutureTask<>(() -> resolver.resolve(host));
    Thread.ofVirtual().name("origin-dns").start(lookup);
    try {
      return patience.isZero()
          ? lookup.get()
          : lookup.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw SendException.of(
          SendError.Kind.DNS_TIMEOUT, "the address of %s was not found in time", host);
    } catch (ExecutionException e) {
      String why = String.valueOf(e.getCause().getMessage());
      throw new SendException(
          new SendError(
              SendError.Kind.DNS_ERROR,
              rcode(why),
              OptionalInt.empty(),
              OptionalInt.empty(),
              OptionalInt.empty(),
              "there is no address for " + host + " (" + why + ")"));
    }
  }

  private static OptionalInt rcode(String message) {
    String lower = message.toLowerCase(Locale.ROOT);
    if (lower.contains("temporary failure")) {
      return OptionalInt.of(SERVER_FAILURE);
    }
    return lower.contains("not known") ? OptionalInt.of(NAME_ERROR) : OptionalInt.empty();
  }
}
