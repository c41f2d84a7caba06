package dev.verge.deploy.routing;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Deployments by hostname. Safe on any thread: a lookup reads one immutable snapshot and takes no
 * lock; a change swaps the snapshot whole, so that a lookup sees all of a change or nothing of it.
 */
public final class RoutingTable {
  private volatile Map<String, Deployment> snapshot = Map.of();
  private volatile Function<String, Optional<Deployment>> previews = _ -> Optional.empty();

  /**
   * The deployment that answers a host.
   *
   * @param host as a client sent it: in any case, perhaps with a port and the root's trailing dot
   */
  public Optional<Deployment> lookup(String host) {
    String hostname = canonical(host);
    Deployment deployment = snapshot.get(hostname);
    return deployment != null ? Optional.of(deployment) : previews.apply(hostname);
  }

  /**
   * Puts other deployments in place of all present ones. Requests that were routed before go on
   * with what they have.
   *
   * @param byHost by hostname in lower case, without port and trailing dot
   */
  public void replaceAll(Map<String, Deployment> byHost) {
    snapshot = Map.copyOf(byHost);
  }

  /**
   * Says what answers the hosts that are in no snapshot.
   *
   * @param others gets hostnames as {@link #replaceAll} does, from strangers; never waits
   */
  public void previewBy(Function<String, Optional<Deployment>> others) {
    previews = others;
  }

  private static String canonical(String host) {
    int end = host.length();
    int colon = host.lastIndexOf(':');
    if (colon >= 0 && isPort(host, colon + 1)) {
      end = colon;
    }
    if (end > 0 && host.charAt(end - 1) == '.') {
      end--;
    }
    // Returns the same object when there is nothing to change, which is the common case.
    return host.substring(0, end).toLowerCase(Locale.ROOT);
  }

  private static boolean isPort(String host, int from) {
    for (int i = from; i < host.length(); i++) {
      if (host.charAt(i) < '0' || host.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
