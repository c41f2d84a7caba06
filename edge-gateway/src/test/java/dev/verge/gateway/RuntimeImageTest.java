package dev.verge.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that is linked from the one which runs this. */
class RuntimeImageTest {
  private static final String UPGRADE = "--upgrade-module-path=";
  private static final String MODULES = "--module-path=";

  @TempDir Path directory;

  @Test
  void theLinkedJvmRunsGuestsCompiledWithoutFurtherPaths() throws Exception {
    Path compiler = folder("compiler", argument(UPGRADE));
    Path graal = folder("graal", argument(MODULES));
    Path image = directory.resolve("image");
    List<String> link =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-modules=jdk.jlink",
            "--add-exports=jdk.jlink/jdk.tools.jlink.internal=ALL-UNNAMED",
            "--add-exports=jdk.jlink/jdk.tools.jlink.builder=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            RuntimeImage.class.getName(),
            image.toString(),
            compiler.toString(),
            graal.toString());

    assertThat(output(link)).isEmpty();
    assertThat(output(link)).as("a second time").isEmpty();
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactlyInAnyOrder(compiler, graal, image);
    }

    List<String> rehearse = new ArrayList<>(List.of(image.resolve("bin/java").toString()));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(each -> !each.startsWith(UPGRADE) && !each.startsWith(MODULES))
        .forEach(rehearse::add);
    Path samples = Files.createDirectories(directory.resolve("samples/hello-c"));
    for (String file : List.of("function.toml", "hello.wasm")) {
      Files.copy(Path.of("../functions/hello-c", file), samples.resolve(file));
    }
    rehearse.addAll(
        List.of("-Dverge.dist=" + directory, "-cp", System.getProperty("java.class.path")));
    rehearse.addAll(
        List.of(Rehearsal.class.getName(), directory.toString(), samples.getParent().toString()));
    assertThat(output(rehearse)).contains("is deployed").doesNotContain("WARN", "interpreted");
  }

  private static String argument(String option) {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(each -> each.startsWith(option))
        .map(each -> each.substring(option.length()))
        .findFirst()
        .orElseThrow();
  }

  private Path folder(String name, String jars) throws IOException {
    Path folder = Files.createDirectory(directory.resolve(name));
    for (String jar : jars.split(":", -1)) {
      Files.createSymbolicLink(folder.resolve(Path.of(jar).getFileName()), Path.of(jar));
    }
    return folder;
  }

  private static String output(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(out).isZero();
    return out;
  }
}
