package dev.verge.isolate.module;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.isolate.testing.Clang;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProducersTest {
  @Test
  void languagesProgramsAndKitsAreRead() {
    byte[] module =
        module(
            field("language", "Rust", "", "C11", ""),
            field("processed-by", "rustc", "1.80.0 (051478957 2024-07-21)"),
            field("sdk", "Emscripten", "3.1"),
            field("mystery", "a", "b"));

    Producers producers = Producers.read(module);

    assertThat(producers)
        .isEqualTo(
            new Producers(
                List.of(new Producers.Tool("Rust", ""), new Producers.Tool("C11", "")),
                List.of(new Producers.Tool("rustc", "1.80.0 (051478957 2024-07-21)")),
                List.of(new Producers.Tool("Emscripten", "3.1"))));
  }

  @Test
  void aRealCompilerIsNamed() {
    Producers producers = Producers.read(Clang.compile("int main(void) { return 0; }"));

    assertThat(producers.processedBy())
        .anySatisfy(tool -> assertThat(tool.name()).contains("clang"))
        .allSatisfy(tool -> assertThat(tool.version()).isNotEmpty());
  }

  @Test
  void aModuleThatSaysNothingHasNone() {
    assertThat(Producers.read(section(new byte[0]))).isEqualTo(Producers.NONE);
    assertThat(Producers.read(new byte[] {1, 2, 3})).isEqualTo(Producers.NONE);
  }

  @Test
  void whatATerminalWouldObeyIsReplacedAndWhatIsTooLongIsCut() {
    Producers producers =
        Producers.read(module(field("language", "\u001b[31mred\u202e", "x".repeat(5000))));

    Producers.Tool tool = producers.language().getFirst();
    assertThat(tool.name()).isEqualTo("?[31mred?");
    assertThat(tool.version()).hasSize(100).endsWith("…");
  }

  @Test
  void tooManyToolsAreLeftOut() {
    String[] tools = new String[200];
    Arrays.fill(tools, "t");

    assertThat(Producers.read(module(field("sdk", tools))).sdk()).hasSize(16);
  }

  @Test
  void whateverTheSectionHasItNeverFails() {
    byte[] whole = module(field("language", "Rust", "1"), field("sdk", "a", "b"));
    for (int length = 0; length < whole.length; length++) {
      assertThat(Producers.read(Arrays.copyOf(whole, length))).isNotNull();
    }
    Random random = new Random(3);
    for (int i = 0; i < 10_000; i++) {
      byte[] corrupt = whole.clone();
      corrupt[8 + random.nextInt(corrupt.length - 8)] = (byte) random.nextInt();
      assertThat(Producers.read(corrupt)).isNotNull();
    }
  }

  private static byte[] module(byte[]... fields) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    name(content, "producers");
    content.write(fields.length);
    for (byte[] field : fields) {
      content.writeBytes(field);
    }
    return section(content.toByteArray());
  }

  /** A module with a custom section of this content. */
  private static byte[] section(byte[] content) {
    ByteArrayOutputStream module = new ByteArrayOutputStream();
    module.writeBytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
    Section.write(module, Section.CUSTOM, content);
    return module.toByteArray();
  }

  private static byte[] field(String name, String... namesAndVersions) {
    ByteArrayOutputStream field = new ByteArrayOutputStream();
    name(field, name);
    LimitsFormat.writeU32(field, namesAndVersions.length / 2);
    for (String text : namesAndVersions) {
      name(field, text);
    }
    return field.toByteArray();
  }

  private static void name(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    LimitsFormat.writeU32(out, bytes.length);
    out.writeBytes(bytes);
  }
}
