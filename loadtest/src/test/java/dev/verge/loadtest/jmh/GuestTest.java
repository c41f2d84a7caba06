package dev.verge.loadtest.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verge.isolate.exchange.Start;
import dev.verge.loadtest.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the benchmarks measure is what their names say. */
class GuestTest {
  private static final String HELLO =
      """
      (module
        (import "wasi_snapshot_preview1" "fd_write"
          (func $write (param i32 i32 i32 i32) (result i32)))
        (memory (export "memory") 1)
        (data (i32.const 0) "\\10\\00\\00\\00\\22\\00\\00\\00")
        (data (i32.const 16) "Content-Type: text/plain\\0d\\0a\\0d\\0ahello\\0a")
        (func (export "_start")
          (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))
      """;

  /** Ends well without a word. */
  private static final String SILENT =
      "(module (memory (export \"memory\") 1) (func (export \"_start\")))";

  @TempDir private Path directory;

  private final Guest guest = new Guest();

  @AfterEach
  void stop() throws IOException {
    guest.stop();
  }

  @Test
  void aServeAfterAnEvictionIsColdAndTheNextIsWarm() throws Exception {
    guest.open(compile(HELLO));

    new Evicted().evict(guest);
    MemoryExchange cold = guest.serve();
    MemoryExchange warm = guest.serve();

    assertThat(cold.start()).map(Start::kind).contains(Start.Kind.COLD);
    assertThat(warm.start()).map(Start::kind).contains(Start.Kind.WARM);
    assertThat(cold.written()).isEqualTo(warm.written()).isEqualTo("hello\n".length());
  }

  @Test
  void everyPreparationGivesATemplateOfItsOwn() throws Exception {
    guest.open(compile(HELLO));

    assertThat(guest.prepare()).isNotSameAs(guest.prepare());
  }

  @Test
  void aBareIsolateHasNoInstanceAndAUsedOneIsReadyAfterItsReset() throws Exception {
    guest.open(compile(HELLO));
    Bare bare = new Bare();
    Used used = new Used();

    bare.make(guest);
    used.use(guest);

    assertThat(bare.isolate().prepared()).isFalse();
    assertThat(used.isolate().prepared()).isFalse();
    assertThat(new IsolateBenchmarks().instantiate(guest, bare)).isTrue();
    assertThat(new IsolateBenchmarks().reset(guest, used)).isTrue();
    used.use(guest);
    bare.close();
    used.close();
  }

  @Test
  void aGuestThatFailsEndsTheBenchmark() throws Exception {
    guest.open(compile(SILENT));

    assertThatThrownBy(guest::serve)
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("NO_RESPONSE");
  }

  private Path compile(String text) throws IOException, InterruptedException {
    Path source = Files.writeString(directory.resolve("guest.wat"), text);
    Path module = directory.resolve("guest.wasm");
    int exit =
        new ProcessBuilder("wat2wasm", source.toString(), "-o", module.toString())
            .inheritIO()
            .start()
            .waitFor();
    assertThat(exit).as("wat2wasm, of Debian's package wabt").isZero();
    return module;
  }
}
