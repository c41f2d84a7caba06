package dev.verge.deploy.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FollowedLinesTest {
  /** A stream of lines without an end. */
  private static final class Endless extends InputStream {
    private static final byte[] LINE = "{\"a\":1}\n".getBytes(UTF_8);
    private int next;

    @Override
    public int read() {
      byte character = LINE[next];
      next = (next + 1) % LINE.length;
      return character;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      for (int i = 0; i < length; i++) {
        buffer[offset + i] = (byte) read();
      }
      return length;
    }
  }

  /** What {@code head -3} is to a program. */
  private static final class Head extends OutputStream {
    private int lines;

    @Override
    public void write(int character) throws IOException {
      if (lines == 3) {
        throw new IOException("Broken pipe");
      }
      lines += character == '\n' ? 1 : 0;
    }
  }

  @Test
  @Timeout(value = 1, unit = TimeUnit.MINUTES)
  void aStreamThatNobodyReadsAnyMoreIsLeft() throws IOException {
    Head head = new Head();

    new FollowedLines(new PrintWriter(head, false, UTF_8), true, Object::toString)
        .print(new Endless());

    assertThat(head.lines).isEqualTo(3);
  }
}
