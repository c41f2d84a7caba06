package dev.verge.isolate.module;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.isolate.testing.Wat;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LimitsRewriterTest {
  @Test
  void givesAMaximumToWhatHasNone() {
    WasmModule limited = limit("(module (table 4 funcref) (memory 1))");

    assertThat(limited.memories()).containsExactly(new SizeLimits(1, OptionalLong.of(100)));
    assertThat(limited.tables()).containsExactly(new SizeLimits(4, OptionalLong.of(1000)));
  }

  @Test
  void lowersAHigherMaximumAndLeavesALowerOne() {
    assertThat(limit("(module (memory 1 65536))").memories())
        .containsExactly(new SizeLimits(1, OptionalLong.of(100)));
    assertThat(limit("(module (memory 1 7))").memories())
        .containsExactly(new SizeLimits(1, OptionalLong.of(7)));
  }

  @Test
  void copiesEverythingElse() {
    byte[] binary =
        Wat.compile(
            "(module (memory (export \"m\") 1) (func (export \"f\")) (data (i32.const 0) \"abc\"))");
    byte[] limited = LimitsRewriter.limit(binary, 100, 1000);

    assertThat(ModuleReader.read(limited).exports()).isEqualTo(ModuleReader.read(binary).exports());
    assertThat(new String(limited, java.nio.charset.StandardCharsets.ISO_8859_1)).endsWith("abc");
  }

  @Test
  void aModuleWithoutMemoryOrTableStaysAsItIs() {
    byte[] binary = Wat.compile("(module (func (export \"f\")))");

    assertThat(LimitsRewriter.limit(binary, 100, 1000)).isEqualTo(binary);
  }

  private static WasmModule limit(String text) {
    return ModuleReader.read(LimitsRewriter.limit(Wat.compile(text), 100, 1000));
  }
}
