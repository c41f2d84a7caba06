package dev.verge.deploy.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Answers with items: those that there are, or new ones for as long as the reader stays. */
final class Followers implements AutoCloseable {
  private final Set<Follower<?>> followers = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Answers with the items that there are. */
  <T> void list(Call call, List<T> items, Wording<T> wording) {
    StreamFormat format = StreamFormat.of(call);
    Buffer body = Buffer.buffer();
    items.forEach(item -> format.add(wording.of(item), body));
    head(call);
    call.answer(200, format.mediaType(), body);
  }

  /** Answers with what a feed brings; returns when the reader has gone or all is over. */
  <T> void follow(Call call, Feed<T> feed, Wording<T> wording) throws IOException {
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
