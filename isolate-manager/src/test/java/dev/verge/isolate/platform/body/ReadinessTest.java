package dev.verge.isolate.platform.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.isolate.exchange.HeaderList;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class ReadinessTest {
  private final byte[] buffer = new byte[10];

  @Test
  void aPipeThatWasReadDryIsNotReady() throws Exception {
    Pipe pipe = new Pipe();
    pipe.write(new byte[3], 0, 3);
    assertThat(pipe.read(buffer, 0, 10)).isEqualTo(3);
    CompletableFuture<Void> ready = pipe.readable();
    assertThat(ready).isNotDone();
    pipe.end(HeaderList.EMPTY);
    assertThat(ready).isDone();
    assertThat(pipe.read(buffer, 0, 10)).isEqualTo(-1);
  }

  @Test
  void aBodyIsAsReadyAsItsNextPart() throws Exception {
    Pipe pipe = new Pipe();
    Body body = new Body();
    body.write(new byte[3]);
    body.append(pipe);
    assertThat(body.readable()).isDone();
    assertThat(body.read(buffer, 0, 10)).isEqualTo(3);
    assertThat(body.readable()).isNotDone();
  }

  @Test
  void aPipeIsAsReadyAsTheBodyInIt() throws Exception {
    Pipe pipe = new Pipe();
    Body body = new Body();
    body.write(new byte[3]);
    pipe.append(body);
    assertThat(pipe.read(buffer, 0, 10)).isEqualTo(3);
    assertThat(pipe.readable()).isNotDone();
    for (int i = 0; i < 3; i++) {
      pipe.write(new byte[Pipe.CAPACITY], 0, Pipe.CAPACITY);
      assertThat(pipe.writable()).isNotDone();
      for (int read = 0; read < Pipe.CAPACITY; ) {
        read += pipe.read(buffer, 0, 10);
      }
      assertThat(pipe.writable()).isDone();
    }
  }
}
