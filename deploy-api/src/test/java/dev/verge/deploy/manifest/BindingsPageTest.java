package dev.verge.deploy.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.verge.deploy.client.FunctionSource;
import dev.verge.deploy.fastly.FastlyProject;
import dev.verge.deploy.testing.Certificates;
import dev.verge.isolate.binding.Bindings;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether docs/bindings.md says what is true. */
class BindingsPageTest {
  private static final Path PAGE = Path.of("../docs/bindings.md");
  @TempDir Path folder;

  @Test
  void theManifestIsReadAndBindsSomethingOfEverything() throws IOException {
    Bindings bindings = read(only("json")).guestConfig().bindings();

    for (RecordComponent component : Bindings.class.getRecordComponents()) {
      if (component.getType() != boolean.class) {
        assertThat(value(component, bindings))
            .as(component.getName())
            .isNotEqualTo(value(component, Bindings.NONE));
      }
    }
  }

  @Test
  void theFunctionTomlIsRead() throws IOException {
    file("function.toml", examples("toml").getFirst());
    file("shop.wasm", "");

    ObjectNode manifest = FunctionSource.of(folder).upload().manifest();

    assertThat(read(manifest.toString()).guestConfig().bindings().acls()).containsKey("blocked");
  }

  @Test
  void theFastlyTomlIsReadWithoutNotes() throws IOException {
    Files.createDirectory(folder.resolve("bin"));
    file("bin/main.wasm", "");
    file("fastly.toml", examples("toml").getLast());
    file(".env", "A=B");
    file("ca.pem", Certificates.CERTIFICATE);
    file("client.pem", Certificates.CERTIFICATE);
    file("client.key", Certificates.KEY);
    file("settings.json", "{\"a\":\"b\"}");
    file("about.html", "<h1>");
    file("pages.json", "{\"a\":\"b\"}");
    file("salt.txt", "salt");
    file("acl.json", "{\"entries\":[]}");
    file("places.json", "{}");

    FastlyProject project = FastlyProject.in(folder, Map.of("SHOP_TOKEN", "x"));

    assertThat(project.notes()).isEmpty();
    assertThat(project.kvEntries()).hasSize(3);
    assertThat(project.secrets()).hasSize(2);
    assertThat(project.functionName()).contains("my-shop");
  }

  @Test
  void everyMemberIsTold() throws IOException {
    String page = Files.readString(PAGE);
    PropertyNamingStrategies.SnakeCaseStrategy words =
        new PropertyNamingStrategies.SnakeCaseStrategy();

    assertThat(
            Stream.of(
                    ManifestBindings.class,
                    ManifestBackend.class,
                    ManifestKeepAlive.class,
                    ManifestKeepAlive.Tcp.class,
                    ManifestHealthCheck.class,
                    ManifestAclEntry.class,
                    ManifestGeolocation.class,
                    ManifestDevices.class,
                    ManifestLogEndpoint.class,
                    ManifestShield.class)
                .flatMap(type -> Stream.of(type.getRecordComponents()))
                .map(component -> words.translate(component.getName())))
        .allSatisfy(member -> assertThat(page).contains("`" + member + "`"));
  }

  private static Object value(RecordComponent component, Bindings bindings) {
    try {
      return component.getAccessor().invoke(bindings);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static String only(String language) throws IOException {
    List<String> examples = examples(language);
    assertThat(examples).hasSize(1);
    return examples.getFirst();
  }

  private static List<String> examples(String language) throws IOException {
    return Pattern.compile("```%s\n(.*?)```".formatted(language), Pattern.DOTALL)
        .matcher(Files.readString(PAGE))
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  private static Manifest read(String json) {
    return ManifestReader.read(json.getBytes(UTF_8));
  }

  private void file(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
  }
}
