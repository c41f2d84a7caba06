package dev.verge.isolate.platform.backends;

import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.platform.body.BrokenBodyException;
import dev.verge.isolate.platform.body.Source;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;

/**
 * What is packed in a source of gzip (RFC 1952), unpacked as far as it is read: what packs well
 * costs nothing that is not asked for.
 */
final class Gunzip implements Source {
  private final Source packed;
  private Optional<Unpacked> unpacked = Optional.empty();
  private boolean ended;

  Gunzip(Source packed) {
    this.packed = packed;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws InterruptedException {
    if (ended) {
      return -1;
    }
    try {
      int count = open().read(target, offset, length);
      ended = count < 0;
      return count;
    } catch (Interruption e) {
      throw e.cause();
    } catch (IOException e) {
      throw new BrokenBodyException(
          BrokenBodyException.Cause.MALFORMED,
          "the body is not the gzip that its headers announce: " + e.getMessage());
    }
  }

  private Unpacked open() throws IOException {
    if (unpacked.isEmpty()) {
      unpacked = Optional.of(new Unpacked(packed));
    }
    return unpacked.get();
  }

  /** A little packed input may turn out to hold no whole byte of output. */
  @Override
  public CompletableFuture<Void> readable() {
    boolean ready = ended || unpacked.filter(Unpacked::hasInput).isPresent();
    return ready ? CompletableFuture.completedFuture(null) : packed.readable();
  }

  @Override
  public OptionalLong length() {
    return ended ? OptionalLong.of(0) : OptionalLong.empty();
  }

  @Override
  public HeaderList trailers() {
    return packed.trailers();
  }

  @Override
  public void close() {
    packed.close();
  }

  private static final class Unpacked extends GZIPInputStream {
    Unpacked(Source packed) throws IOException {
      super(new Input(packed));
    }

    boolean hasInput() {
      return !inf.needsInput();
    }
  }

  private static final class Input extends InputStream {
    private final Source source;
    private boolean ended;

    Input(Source source) {
      this.source = source;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (ended || length == 0) {
        return ended ? -1 : 0;
      }
      try {
        int count = source.read(target, offset, length);
        ended = count < 0;
        return count;
      } catch (InterruptedException e) {
        throw new Interruption(e);
      }
    }

    /** Asked by the JDK to find out whether a further member may follow. */
    @Override
    public int available() {
      return ended ? 0 : 1;
    }
  }

  /** Carries an interruption through a stream that knows none. */
  private static final class Interruption extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient InterruptedException cause;

    Interruption(InterruptedException cause) {
      this.cause = cause;
    }

    InterruptedException cause() {
      return cause;
    }
  }
}
