package dev.verge.loadtest.http;

import dev.verge.loadtest.http.Reply.Failure;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One connection for one request now and then. For one caller at a time. */
public final class Dialogue implements AutoCloseable {
  private final EventLoop loop;
  private final Lane lane;
  private Optional<CompletableFuture<Reply>> waiting = Optional.empty();

  Dialogue(EventLoop loop, Bootstrap bootstrap, Call call, Duration timeout) {
    this.loop = loop;
    this.lane = new Lane(loop, bootstrap, call, timeout, new Turns());
    loop.execute(lane::open);
  }

  /** Sends the call and waits for what comes of it. */
  public Reply ask() {
    var reply = new CompletableFuture<Reply>();
    loop.execute(
        () -> {
          waiting = Optional.of(reply);
          if (lane.isReady()) {
            lane.send();
          }
        });
    return reply.join();
  }

  @Override
  public void close() {
    loop.execute(lane::close);
  }

  private final class Turns implements Lane.Driver {
    @Override
    public void ready(Lane ready) {
      if (waiting.isPresent()) {
        ready.send();
      }
    }

    @Override
    public void replied(Lane from, Reply reply) {
      waiting.ifPresent(asker -> asker.complete(reply));
      waiting = Optional.empty();
    }

    @Override
    public void unreachable(Lane from, Failure failure) {
      replied(from, failure);
    }
  }
}
