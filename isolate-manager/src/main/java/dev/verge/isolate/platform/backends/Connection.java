package dev.verge.isolate.platform.backends;

import dev.verge.isolate.binding.Backend;
import io.vertx.core.Context;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpVersion;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A connection to a backend. Its counters belong to the {@link Connections} that it is one of, and
 * are read and written under that one's lock.
 */
final class Connection {
  private final HttpClientConnection http;
  private final Context context;
  private final InetSocketAddress peer;
  private final AtomicReference<Throwable> failure;
  private final Backend.Pooling limits;
  private final long openedNanos = System.nanoTime();
  private Duration idleLimit;
  private long idleSinceNanos = openedNanos;
  private int uses;
  private int active;
  private boolean closed;
  private OptionalLong goAway = OptionalLong.empty();

  /**
   * @param context whose thread all of its events come on
   * @param failure what broke it, once something has
   */
  Connection(
      HttpClientConnection http,
      Context context,
      InetSocketAddress peer,
      AtomicReference<Throwable> failure,
      Backend.Pooling limits) {
    this.http = http;
    this.context = context;
    this.peer = peer;
    this.failure = failure;
    this.limits = limits;
    this.idleLimit = limits.idle();
  }

  HttpClientConnection http() {
    return http;
  }

  Context context() {
    return context;
  }

  InetSocketAddress peer() {
    return peer;
  }

  /** What broke the connection as such, such as an alert of TLS; its requests see only the end. */
  Optional<Throwable> failure() {
    return Optional.ofNullable(failure.get());
  }

  boolean multiplexes() {
    return http.protocolVersion() == HttpVersion.HTTP_2;
  }

  /** Whether one more request may be sent now. */
  boolean free() {
    long most = multiplexes() ? Math.max(1, http.maxActiveStreams()) : 1;
    return lasting() && active < most && !(active == 0 && idleTooLong());
  }

  /** Whether it may serve requests after those it serves now. */
  boolean lasting() {
    return !closed
        && (uses == 0 || limits.reuse())
        && (limits.mostUses() == 0 || uses < limits.mostUses())
        && (limits.mostLifetime().isZero() || age(openedNanos) < limits.mostLifetime().toNanos());
  }

  /** Whether nobody will miss it. */
  boolean expired() {
    return active == 0 && (!lasting() || idleTooLong());
  }

  private boolean idleTooLong() {
    return age(idleSinceNanos) >= idleLimit.toNanos();
  }

  private static long age(long sinceNanos) {
    return System.nanoTime() - sinceNanos;
  }

  void take() {
    uses++;
    active++;
  }

  void giveBack() {
    active--;
    idleSinceNanos = System.nanoTime();
  }

  /** The peer says that it keeps unused connections no longer than this. */
  void keepsAlive(Duration limit) {
    if (limit.compareTo(idleLimit) < 0) {
      idleLimit = limit;
    }
  }

  /** Whether it has served a request before the one that has it now. */
  boolean reused() {
    return uses > 1;
  }

  void close() {
    closed = true;
    http.close();
  }

  /** The backend takes leave of it (RFC 9113, section 6.8). */
  void leftWith(long code) {
    goAway = OptionalLong.of(code);
    closed = true;
  }

  /** The code with which the backend has taken leave. */
  OptionalLong goAway() {
    return goAway;
  }

  /** It is closed, or will be when the requests on it have ended. */
  void refuseMore() {
    closed = true;
  }
}
