package dev.verge.deploy.fastly;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** An unpacked archive, of which only so many bytes are believed. */
final class Bounded extends FilterInputStream {
  private final long most;
  private final String name;
  private long left;

  Bounded(InputStream source, long most, String name) {
    super(source);
    this.most = most;
    this.left = most;
    this.name = name;
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
  public long skip(long wanted) throws IOException {
    long skipped = super.skip(wanted);
    count(skipped);
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void count(long bytes) {
    left -= bytes;
    if (left < 0) {
      throw new FastlyProjectException("%s unpacks to more than %d bytes.".formatted(name, most));
    }
  }
}
