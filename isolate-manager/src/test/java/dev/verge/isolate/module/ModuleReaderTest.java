package dev.verge.isolate.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.verge.isolate.testing.Wat;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModuleReaderTest {
  private static final byte[] SMALL =
      Wat.compile(
          """
          (module
            (import "wasi_snapshot_preview1" "fd_write"
              (func $w (param i32 i32 i32 i32) (result i32)))
            (table 3 9 funcref)
            (memory (export "memory") 2 5)
            (func (export "_start"))
            (func (export "typed") (param i64) (result f64) f64.const 0)
            (start 1))
          """);

  @Test
  void tellsImportsExportsLimitsAndStart() {
    WasmModule module = ModuleReader.read(SMALL);

    assertThat(module.imports())
        .containsExactly(
            new ModuleImport(
                "wasi_snapshot_preview1",
                "fd_write",
                ExternalKind.FUNCTION,
                Optional.of(
                    new FunctionType(
                        List.of(ValueType.I32, ValueType.I32, ValueType.I32, ValueType.I32),
                        List.of(ValueType.I32)))));
    assertThat(module.exports())
        .extracting(ModuleExport::name)
        .containsExactly("memory", "_start", "typed");
    assertThat(module.memories()).containsExactly(new SizeLimits(2, OptionalLong.of(5)));
    assertThat(module.tables()).containsExactly(new SizeLimits(3, OptionalLong.of(9)));
    assertThat(module.hasStart()).isTrue();
    assertThat(module.exportsCall("_start")).isTrue();
    assertThat(module.exportsCall("typed")).isFalse();
    assertThat(module.exportsCall("memory")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GIF89a", "(module)", "\0as", "\0elf\1\0\0\0", "\0asm\2\0\0\0"})
  void refusesWhatIsNotWasm(String text) {
    assertThatThrownBy(() -> ModuleReader.read(text.getBytes(StandardCharsets.ISO_8859_1)))
        .asInstanceOf(type(ModuleFormatException.class))
        .extracting(ModuleFormatException::kind)
        .isEqualTo(ModuleFormatException.Kind.NOT_WASM);
  }

  @Test
  void namesComponents() {
    byte[] component = {0, 'a', 's', 'm', 0x0d, 0, 1, 0};

    assertThatThrownBy(() -> ModuleReader.read(component))
        .asInstanceOf(type(ModuleFormatException.class))
        .extracting(ModuleFormatException::kind)
        .isEqualTo(ModuleFormatException.Kind.COMPONENT);
  }

  @Test
  void everyTruncationIsReadOrRefusedAndNeverFailsOtherwise() {
    for (int length = 0; length < SMALL.length; length++) {
      readOrRefuse(Arrays.copyOf(SMALL, length));
    }
  }

  @Test
  void everyCorruptionIsReadOrRefusedAndNeverFailsOtherwise() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] corrupt = SMALL.clone();
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        corrupt[8 + random.nextInt(corrupt.length - 8)] = (byte) random.nextInt();
      }
      readOrRefuse(corrupt);
    }
  }

  @Test
  void hugeCountsAreRefusedBeforeAnythingIsAllocated() {
    byte[] types = {0, 'a', 's', 'm', 1, 0, 0, 0, 1, 5, -1, -1, -1, -1, 0x0f};

    assertThatThrownBy(() -> ModuleReader.read(types))
        .isInstanceOf(ModuleFormatException.class)
        .hasMessageContaining("4294967295");
  }

  @ParameterizedTest
  @CsvSource({
    "(module (tag)), --enable-exceptions, EXCEPTIONS",
    "(module (memory i64 1)), --enable-memory64, MEMORY64",
    "(module (memory 1 2 shared)), --enable-threads, THREADS",
    "(module (memory 1) (memory 1)), --enable-multi-memory, MULTI_MEMORY",
  })
  void namesTheProposalThatTypesAndLimitsUse(String text, String flag, Proposal proposal) {
    byte[] binary = Wat.compile(text, flag);

    assertThatThrownBy(() -> ModuleReader.read(binary))
        .asInstanceOf(type(ModuleFormatException.class))
        .extracting(ModuleFormatException::proposal)
        .isEqualTo(Optional.of(proposal));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(module (func return_call 0)) | --enable-tail-call | TAIL_CALLS",
        "(module (func try nop catch_all end)) | --enable-exceptions | EXCEPTIONS",
        "(module (memory 1) (func (drop (i32.atomic.load (i32.const 0)))))"
            + " | --enable-threads | THREADS",
      })
  void namesTheProposalThatCodeUses(String text, String flag, Proposal proposal) {
    assertThat(ProposalFinder.find(Wat.compile(text, flag))).contains(proposal);
  }

  @Test
  void findsNoProposalInCodeThatTheEngineHas() {
    byte[] binary =
        Wat.compile(
            """
            (module (memory 1) (table 2 funcref) (elem (i32.const 0) func 0)
              (func (result i32) (local i64 v128)
                (local.set 1 (v128.const i32x4 1 2 3 4))
                (local.set 1 (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15
                  (local.get 1) (v128.load (i32.const 0))))
                (v128.store64_lane 1 (i32.const 8) (local.get 1))
                (memory.copy (i32.const 0) (i32.const 8) (i32.const 8))
                (table.copy (i32.const 0) (i32.const 1) (i32.const 1))
                (block (br_table 0 0 0 (i32.const 1)))
                (local.set 0 (i64.const -9000000000))
                (drop (f64.const 3.5))
                (drop (i32.extend8_s (i32.const 200)))
                (call_indirect (result i32) (i32.const 0))))
            """);

    assertThat(ProposalFinder.find(binary)).isEmpty();
  }

  private static void readOrRefuse(byte[] binary) {
    try {
      ModuleReader.read(binary);
    } catch (ModuleFormatException e) {
      assertThat(e).hasMessageStartingWith("Th");
    }
    ProposalFinder.find(binary);
  }
}
