package dev.verge.deploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionSourceTest {
  @TempDir Path folder;

  @Test
  void aFileIsItsOwnModule() throws IOException {
    Path module = file("hello.wasm", "x");

    FunctionSource source = FunctionSource.of(module);

    assertThat(source.upload().module()).isEqualTo(module);
    assertThat(source.name()).isEmpty();
    assertThat(source.upload().manifest()).isEmpty();
  }

  @Test
  void aFolderWithOneModuleIsThatModule() throws IOException {
    Path module = file("hello.wasm", "x");
    file("notes.txt", "x");

    assertThat(FunctionSource.of(folder).upload().module()).isEqualTo(module);
  }

  @Test
  void functionTomlSaysNameTenantModuleAndManifest() throws IOException {
    file("a.wasm", "x");
    file("b.wasm", "x");
    Files.createDirectory(folder.resolve("public"));
    file(
        "function.toml",
        """
        name = "hello"
        tenant = "acme"
        module = "b.wasm"
        hostnames = ["www.example.com"]
        env = { GREETING = "hi" }
        assets = { dir = "public", mount = "/assets" }
        [limits]
        wall_ms = 500
        """);

    FunctionSource source = FunctionSource.of(folder);

    assertThat(source.name()).contains("hello");
    assertThat(source.tenant()).contains("acme");
    assertThat(source.upload().module()).isEqualTo(folder.resolve("b.wasm"));
    assertThat(source.upload().assets()).contains(folder.resolve("public"));
    assertThat(source.upload().manifest().toString())
        .isEqualTo(
            """
            {"hostnames":["www.example.com"],"env":{"GREETING":"hi"},\
            "assets":{"mount":"/assets"},"limits":{"wall_ms":500}}""");
  }

  @Test
  void whatIsNotThereIsNamed() {
    assertThatThrownBy(() -> FunctionSource.of(folder.resolve("nothing.wasm")))
        .isInstanceOf(ClientException.class)
        .hasMessageContaining("nothing.wasm does not exist");
  }

  @Test
  void aFolderWithoutModuleIsRefused() {
    assertThatThrownBy(() -> FunctionSource.of(folder))
        .isInstanceOf(ClientException.class)
        .hasMessageContaining("has no function.toml and no .wasm file");
  }

  @Test
  void aFolderWithSeveralModulesIsRefused() throws IOException {
    file("a.wasm", "x");
    file("b.wasm", "x");

    assertThatThrownBy(() -> FunctionSource.of(folder))
        .isInstanceOf(ClientException.class)
        .hasMessageContaining("has 2 .wasm files");
  }

  @Test
  void aModuleThatIsNotBuiltIsNamed() throws IOException {
    file("function.toml", "module = \"late.wasm\"");

    assertThatThrownBy(() -> FunctionSource.of(folder))
        .isInstanceOf(ClientException.class)
        .hasMessageContaining("late.wasm, which does not exist");
  }

  @Test
  void brokenTomlIsToldWithItsLine() throws IOException {
    file("hello.wasm", "x");
    file("function.toml", "name = \"hello\"\nmodule = = 1\n");

    assertThatThrownBy(() -> FunctionSource.of(folder))
        .isInstanceOf(ClientException.class)
        .hasMessageContaining("is not TOML, line 2");
  }

  @Test
  void aNameThatIsNoStringIsRefused() throws IOException {
    file("hello.wasm", "x");
    file("function.toml", "name = 7");

    assertThatThrownBy(() -> FunctionSource.of(folder))
        .isInstanceOf(ClientException.class)
        .hasMessageContaining("The key name");
  }

  @Test
  void assetsWithoutFolderAreRefused() throws IOException {
    file("hello.wasm", "x");
    file("function.toml", "assets = { mount = \"/assets\" }");

    assertThatThrownBy(() -> FunctionSource.of(folder))
        .isInstanceOf(ClientException.class)
        .hasMessageContaining("lacks dir");
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }
}
