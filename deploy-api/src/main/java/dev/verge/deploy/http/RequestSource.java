package dev.verge.deploy.http;

import dev.verge.isolate.platform.body.BrokenBodyException;
import dev.verge.isolate.platform.body.Source;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** A request's body as the stores take it. */
public final class RequestSource implements Source {
  private final InputStream body;
  private Optional<IOException> failure = Optional.empty();

  public RequestSource(InputStream body) {
    this.body = body;
  }

  /** Why the body broke off, when it did. */
  public Optional<IOException> failure() {
    return failure;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    try {
      return body.read(target, offset, length);
    } catch (IOException e) {
      failure = Optional.of(e);
      throw new BrokenBodyException(BrokenBodyException.Cause.INCOMPLETE, e.getMessage());
    }
  }

  /** A read may wait here, which only its own thread will notice. */
  @Override
  public CompletableFuture<Void> readable() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public OptionalLong length() {
    return OptionalLong.empty();
  }
}
