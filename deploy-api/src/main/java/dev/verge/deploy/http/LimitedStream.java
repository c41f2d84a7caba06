package dev.verge.deploy.http;

import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that refuses to give more than so many bytes. */
final class LimitedStream extends FilterInputStream {
  private final long most;
  private long left;

  LimitedStream(InputStream source, long most) {
    super(source);
    this.most = most;
    this.left = most;
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    count(value < 0 ? 0 : 1);
    return value;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = super.read(target, offset, length);
    count(Math.max(0, count));
    return count;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void count(int bytes) {
    left -= bytes;
    if (left < 0) {
      throw tooLarge(most);
    }
  }

  static ProblemException tooLarge(long most) {
    return new ProblemException(
        ProblemType.UPLOAD_TOO_LARGE, "At most %d bytes are accepted here.".formatted(most));
  }
}
