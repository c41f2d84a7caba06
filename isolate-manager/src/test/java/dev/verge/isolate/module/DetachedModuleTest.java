package dev.verge.isolate.module;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.isolate.testing.Wat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DetachedModuleTest {
  private static Optional<DetachedModule> detach(String text) {
    return DetachedModule.of(LimitsRewriter.limit(Wat.compile(text), 100, 1000));
  }

  @Test
  void importsItsMemoryBehindItsOtherImportsAndKeepsItsExports() {
    DetachedModule detached =
        detach(
                """
                (module
                  (import "env" "f" (func $f (param i32)))
                  (memory (export "memory") 2 5)
                  (data (i32.const 70000) "abc")
                  (func (export "run") (call $f (i32.const 1))))
                """)
            .orElseThrow();

    WasmModule module = ModuleReader.read(detached.binary());
    assertThat(module.imports())
        .extracting(ModuleImport::toString)
        .containsExactly("env.f", "verge.memory");
    assertThat(module.memories()).isEmpty();
    assertThat(module.exports()).extracting(ModuleExport::name).containsExactly("memory", "run");
    assertThat(detached.memory().minimum()).isEqualTo(2);
    assertThat(detached.memory().maximum()).hasValue(5);
    assertThat(detached.data()).hasSize(1);
    DataSegment segment = detached.data().getFirst();
    assertThat(segment.offset()).isEqualTo(70000);
    assertThat(
            new String(
                detached.original(),
                segment.position(),
                segment.length(),
                java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo("abc");
  }

  @Test
  void aModuleWithoutImportsGetsThatSection() {
    DetachedModule detached = detach("(module (memory 1) (func (export \"run\")))").orElseThrow();

    assertThat(ModuleReader.read(detached.binary()).imports())
        .extracting(ModuleImport::toString)
        .containsExactly("verge.memory");
  }

  @Test
  void aStartFunctionBecomesAnExport() {
    DetachedModule detached =
        detach("(module (memory 1) (func $s) (func (export \"run\")) (start $s))").orElseThrow();

    WasmModule module = ModuleReader.read(detached.binary());
    assertThat(detached.starts()).isTrue();
    assertThat(module.hasStart()).isFalse();
    assertThat(module.exportsCall(DetachedModule.START)).isTrue();
  }

  @Test
  void knowsWhetherItsTablesCanChange() {
    String module = "(module (memory 1) (table 2 funcref) (func (export \"run\") %s))";

    assertThat(detach(module.formatted("")).orElseThrow().changesTables()).isFalse();
    assertThat(
            detach(module.formatted("(table.copy (i32.const 0) (i32.const 0) (i32.const 1))"))
                .orElseThrow()
                .changesTables())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(module (func (export \"run\")))",
        "(module (import \"env\" \"memory\" (memory 1)) (func (export \"run\")))",
        "(module (import \"env\" \"g\" (global i32)) (memory 1) (func (export \"run\")))",
        "(module (memory 1) (data (i32.const 65530) \"too long for it\") (func (export \"run\")))",
        "(module (memory 1) (data \"x\") (func (export \"run\") (memory.init 0 (i32.const 0) (i32.const 0) (i32.const 1))))",
        "(module (memory 1) (func (export \"verge:start\")))"
      })
  void whatCannotBeDetachedStaysAsItIs(String text) {
    assertThat(detach(text)).isEmpty();
  }
}
