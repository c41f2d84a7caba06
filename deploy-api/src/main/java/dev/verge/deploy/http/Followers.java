package dev.verge.deploy.http;

import dev.verge.deploy.catalogue.TenantPlaces;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Answers with items: those that there are, or new ones for as long as the reader stays. A tenant
 * has only so many readers at once, whichever interface they came by.
 */
public final class Followers implements AutoCloseable {
  /** Everything that is told costs the threads that write logs something for each of them. */
  static final int MOST_PER_TENANT = 200;

  private final Set<Follower<?>> followers = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> byTenant = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * Lets one more follow what a tenant's functions say, until the result is closed.
   *
   * @throws ProblemException when too many do already
   */
  public TenantPlaces.Place enter(String tenant) {
    if (byTenant.merge(tenant, 1, Integer::sum) > MOST_PER_TENANT) {
      leave(tenant);
      throw new ProblemException(
          ProblemType.QUOTA_EXCEEDED,
          "The tenant's functions are followed by %d already, the most there may be. End what nobody reads."
              .formatted(MOST_PER_TENANT));
    }
    return () -> leave(tenant);
  }

  private void leave(String tenant) {
    byTenant.computeIfPresent(tenant, (_, count) -> count == 1 ? null : count - 1);
  }

  /**
   * Answers with the items that there are; returns when the client has taken them.
   *
   * @throws IOException when the client has gone
   */
  <T> void list(Call call, List<T> items, Wording<T> wording) throws IOException {
    StreamFormat format = StreamFormat.of(call);
    head(call);
    Outflow outflow = call.stream(format.mediaType());
    outflow.begin();
    if (call.isHead()) {
      return;
    }
    for (int from = 0; from < items.size(); from += Feed.MOST) {
      Buffer body = Buffer.buffer();
      items
          .subList(from, Math.min(from + Feed.MOST, items.size()))
          .forEach(item -> format.add(wording.of(item), body));
      outflow.write(body);
    }
    outflow.end();
  }

  /**
   * Answers with what a feed brings; returns when the reader has gone or all is over.
   *
   * @param opening opens the feed, when the tenant of the path is not followed by too many already
   */
  <T> void follow(Call call, Supplier<? extends Feed<T>> opening, Wording<T> wording)
      throws IOException {
    try (TenantPlaces.Place _ = enter(call.tenant());
        Feed<T> feed = opening.get()) {
      follow(call, feed, wording);
    }
  }

  private <T> void follow(Call call, Feed<T> feed, Wording<T> wording) throws IOException {
    StreamFormat format = StreamFormat.of(call);
    Follower<T> follower = new Follower<>(feed, wording, format);
    followers.add(follower);
    try {
      if (closed) {
        follower.stop();
      }
      head(call);
      follower.run(call.stream(format.mediaType()));
    } finally {
      followers.remove(follower);
    }
  }

  /** Ends all streams. */
  @Override
  public void close() {
    closed = true;
    followers.forEach(Follower::stop);
  }

  private static void head(Call call) {
    call.header(HttpHeaders.CACHE_CONTROL, "no-store");
    call.header(HttpHeaders.VARY, "Accept");
  }
}
