package dev.verge.isolate.platform.backends;

import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.OutboundCall;
import dev.verge.isolate.platform.body.BrokenBodyException;
import dev.verge.isolate.platform.body.Source;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** The body of a backend's response, whose end is told. */
final class HeardBody implements Source {
  private final Source body;
  private final OutboundCall call;
  private final AtomicBoolean ended = new AtomicBoolean();

  /** Written by the reader, read by whoever ends it. */
  private volatile long bytes;

  HeardBody(Source body, OutboundCall call) {
    this.body = body;
    this.call = call;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // there is one reader at a time
  public int read(byte[] target, int offset, int length) throws InterruptedException {
    try {
      int count = body.read(target, offset, length);
      if (count < 0) {
        end(Optional.empty());
      } else {
        bytes += count;
      }
      return count;
    } catch (BrokenBodyException e) {
      end(Optional.of("body_" + e.kind().name().toLowerCase(Locale.ROOT)));
      throw e;
    }
  }

  @Override
  public CompletableFuture<Void> readable() {
    return body.readable();
  }

  @Override
  public OptionalLong length() {
    return body.length();
  }

  @Override
  public long heldBytes() {
    return body.heldBytes();
  }

  @Override
  public HeaderList trailers() {
    return body.trailers();
  }

  @Override
  public void close() {
    body.close();
    end(Optional.empty());
  }

  private void end(Optional<String> error) {
    if (!ended.getAndSet(true)) {
      call.ended(bytes, error);
    }
  }
}
