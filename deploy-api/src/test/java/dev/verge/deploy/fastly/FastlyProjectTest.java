package dev.verge.deploy.fastly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.verge.deploy.testing.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FastlyProjectTest {
  private static final JsonMapper JSON = new JsonMapper();
  @TempDir Path folder;

  @BeforeEach
  void build() throws IOException {
    Files.createDirectory(folder.resolve("bin"));
    file("bin/main.wasm", "not looked at");
  }

  @Test
  void aProjectHasANameAModuleAndScripts() throws IOException {
    file(".env", "# who\nAPI_KEY=from-file\nexport QUOTED=\"a b\"\nBOTH=file\nnothing\n");
    FastlyProject project =
        project(
            """
            authors = ["me@example.com"]
            description = "does things"
            language = "javascript"
            manifest_version = 3
            name = "my-compute-project"
            service_id = "abc"
            cloned_from = "somewhere"

            [scripts]
            build = "npm run build"
            post_init = "npm install"
            env_file = ".env"
            env_vars = ["BOTH=list", "URL=http://a?b=c"]

            [setup.backends.origin]
            address = "www.example.com"
            port = 443
            """);

    assertThat(project.name()).contains("my-compute-project");
    assertThat(project.module()).isEqualTo(folder.resolve("bin/main.wasm"));
    assertThat(project.manifest()).isEmpty();
    assertThat(project.scripts().build()).contains("npm run build");
    assertThat(project.scripts().env())
        .isEqualTo(
            Map.of("API_KEY", "from-file", "QUOTED", "a b", "BOTH", "list", "URL", "http://a?b=c"));
    assertThat(project.scripts().toString()).doesNotContain("from-file");
    assertThat(project.notes()).hasSize(1).first().asString().contains("not KEY=VALUE");
    assertThat(project.files())
        .containsExactlyInAnyOrder(folder.resolve("fastly.toml"), folder.resolve(".env"));
  }

  @Test
  void backendsAreTaken() throws IOException {
    FastlyProject project =
        project(
            """
            [local_server]
            backends.short.url = "http://127.0.0.1:7676/mocks"
            [local_server.backends."shark.server"]
            url = "https://localhost:7676"
            override_host = "www.example.com"
            cert_host = "cert.example.com"
            use_sni = false
            grpc = true
            first_byte_timeout_ms = 0
            between_bytes_timeout_ms = 20
            health = "Healthy"
            """);

    assertManifest(
        project,
        """
        {"backends":{"short":{"url":"http://127.0.0.1:7676/mocks"},
         "shark.server":{"url":"https://localhost:7676","override_host":"www.example.com",
           "cert_host":"cert.example.com","use_sni":false,"grpc":true,"first_byte_timeout_ms":0,
           "between_bytes_timeout_ms":20,"health":"healthy"}}}
        """);
  }

  @Test
  void certificatesStandInTheFileOrBesideIt() throws IOException {
    file("ca.pem", Certificates.CERTIFICATE);
    file("client.pem", Certificates.CERTIFICATE);
    file("client.key", Certificates.KEY);
    String pem = "\"\"\"\n" + Certificates.CERTIFICATE + "\"\"\"";
    FastlyProject project =
        project(
            """
            [local_server.backends.files]
            url = "https://a.example"
            ca_certificate = { file = "ca.pem" }
            client_certificate = { certificate_file = "client.pem", key_file = "client.key" }
            [local_server.backends.inline]
            url = "https://a.example"
            ca_certificate = %s
            [local_server.backends.inline.client_certificate]
            certificate = %s
            key = \"""
            %s\"""
            [local_server.backends.many]
            url = "https://a.example"
            ca_certificate = [ { file = "ca.pem" }, { value = %s }, %s ]
            """
                .formatted(pem, pem, Certificates.KEY, pem, pem));

    for (String name : new String[] {"files", "inline"}) {
      assertThat(project.manifest().at("/backends/" + name + "/ca_certificate").asText())
          .isEqualTo(Certificates.CERTIFICATE);
      assertThat(
              project
                  .manifest()
                  .at("/backends/" + name + "/client_certificate/certificate")
                  .asText())
          .isEqualTo(Certificates.CERTIFICATE);
      assertThat(project.manifest().at("/backends/" + name + "/client_certificate/key").asText())
          .isEqualTo(Certificates.KEY);
    }
    assertThat(project.manifest().at("/backends/many/ca_certificate").asText().split("BEGIN CERT"))
        .hasSize(4);
    assertThat(project.files()).contains(folder.resolve("ca.pem"), folder.resolve("client.key"));
  }

  @Test
  void configStoresAreInlineOrInFilesAndMayBeCalledDictionaries() throws IOException {
    file("settings.json", "{\"colour\":\"blue\"}");
    FastlyProject project =
        project(
            """
            [local_server.config_stores.inline]
            format = "inline-toml"
            [local_server.config_stores.inline.contents]
            "a.b" = "dotted"
            [local_server.dictionaries.file]
            format = "json"
            file = "settings.json"
            """);

    assertManifest(
        project,
        "{\"config_stores\":{\"inline\":{\"a.b\":\"dotted\"},\"file\":{\"colour\":\"blue\"}}}");
  }

  @Test
  void kvStoresComeWithEntries() throws IOException {
    file("page.html", "<h1>");
    file("all.json", "{\"one\":\"1\",\"two\":{\"file\":\"page.html\",\"metadata\":\"m2\"}}");
    FastlyProject project =
        project(
            """
            [local_server.kv_stores]
            empty = []
            tables = [{ key = "first", data = "This is data" }, { key = "a/b%", file = "page.html", metadata = "m" }]
            json = { file = "all.json", format = "json" }
            [[local_server.object_stores.older]]
            key = "second"
            path = "page.html"
            """);

    assertThat(project.manifest().at("/kv_stores"))
        .extracting(name -> name.asText())
        .containsExactly("empty", "tables", "json", "older");
    Content page = new Content.InFile(folder.resolve("page.html"));
    assertThat(project.kvEntries())
        .containsExactly(
            new KvEntry("tables", "first", new Content.Inline("This is data"), Optional.empty()),
            new KvEntry("tables", "a/b%", page, Optional.of("m")),
            new KvEntry("json", "one", new Content.Inline("1"), Optional.empty()),
            new KvEntry("json", "two", page, Optional.of("m2")),
            new KvEntry("older", "second", page, Optional.empty()));
    assertThat(page.bytes()).isEqualTo("<h1>".getBytes(UTF_8));
    assertThat(project.files()).contains(folder.resolve("page.html"), folder.resolve("all.json"));
  }

  @Test
  void secretsComeFromTheFileFromFilesAndFromTheEnvironment() throws IOException {
    file("token.txt", "file-secret");
    file("all.json", "{\"a\":\"json-secret\"}");
    file(".env", "FROM_ENV_FILE=env-file-secret");
    FastlyProject project =
        FastlyProject.in(
            toml(
                """
                [scripts]
                env_file = ".env"
                [local_server.secret_stores]
                keys = [
                  { key = "inline", data = "inline-secret" },
                  { key = "file", file = "token.txt" },
                  { key = "env", env = "FROM_ENV" },
                  { key = "script", env = "FROM_ENV_FILE" },
                  { key = "unset", env = "NOT_SET" },
                ]
                json = { file = "all.json", format = "json" }
                """),
            Map.of("FROM_ENV", "env-secret"));

    assertThat(project.manifest().toString()).isEqualTo("{\"secret_stores\":[\"keys\",\"json\"]}");
    assertThat(project.secrets())
        .extracting(
            secret ->
                secret.store()
                    + "/"
                    + secret.name()
                    + "="
                    + new String(secret.value().bytes(), UTF_8))
        .containsExactly(
            "keys/inline=inline-secret",
            "keys/file=file-secret",
            "keys/env=env-secret",
            "keys/script=env-file-secret",
            "json/a=json-secret");
    assertThat(project.notes())
        .hasSize(1)
        .first()
        .asString()
        .contains("The secret unset of keys is empty");
    assertThat(project.toString()).doesNotContain("-secret");
  }

  @Test
  void theRestOfTheLocalServerIsTaken() throws IOException {
    file(
        "acl.json",
        """
        {"entries":[{"op":"create","prefix":"192.0.2.0/24","action":"BLOCK"},
                    {"op":"update","prefix":"FACE::/32","action":"ALLOW"}]}
        """);
    file("geo.json", "{\"::1\":{\"city\":\"Bern\"}}");
    file("devices.json", "{\"Phone/1.0\":{\"device\":{\"is_mobile\":true}}}");
    FastlyProject project =
        project(
            """
            [local_server]
            viceroy_version = "0.1.0"
            fake_valid_fastly_keys = ["good"]
            http_cache = false
            [local_server.pushpin]
            enable = true
            [local_server.acls]
            plain = "acl.json"
            table.file = "acl.json"
            inline.entries = [ { prefix = "10.0.0.0/8", action = "ALLOW" } ]
            [local_server.geolocation]
            use_default_loopback = false
            format = "json"
            file = "geo.json"
            [local_server.device_detection]
            format = "json"
            file = "devices.json"
            [local_server.shielding_sites]
            "pdx-or-us" = "Local"
            "bfi-wa-us".unencrypted = "http://localhost"
            "bfi-wa-us".encrypted = "https://localhost"
            """);

    assertManifest(
        project,
        """
        {"purge_keys":["good"],"http_cache":false,
         "acls":{"plain":[{"prefix":"192.0.2.0/24","action":"BLOCK"},
                          {"prefix":"FACE::/32","action":"ALLOW"}],
                 "table":[{"prefix":"192.0.2.0/24","action":"BLOCK"},
                          {"prefix":"FACE::/32","action":"ALLOW"}],
                 "inline":[{"prefix":"10.0.0.0/8","action":"ALLOW"}]},
         "geolocation":{"use_default_loopback":false,"addresses":{"::1":{"city":"Bern"}}},
         "device_detection":{"user_agents":{"Phone/1.0":{"device":{"is_mobile":true}}}},
         "shielding_sites":{"pdx-or-us":{"local":true},
           "bfi-wa-us":{"unencrypted":"http://localhost","encrypted":"https://localhost"}}}
        """);
    assertThat(project.notes())
        .containsExactly(
            "local_server.viceroy_version has no meaning here and is ignored.",
            "local_server.pushpin has no meaning here and is ignored.");
  }

  @Test
  void placesAndDevicesMayStandInTheFile() throws IOException {
    FastlyProject project =
        project(
            """
            [local_server.geolocation]
            format = "inline-toml"
            [local_server.geolocation.addresses."192.0.2.1"]
            city = "Bern"
            latitude = 46.95
            as_number = 5607
            [local_server.device_detection]
            format = "inline-toml"
            [local_server.device_detection.user_agents."A (b; c)/1.0"]
            os = {}
            device = { name = "Phone", is_mobile = true }
            """);

    assertManifest(
        project,
        """
        {"geolocation":{"addresses":
           {"192.0.2.1":{"city":"Bern","latitude":46.95,"as_number":5607}}},
         "device_detection":{"user_agents":
           {"A (b; c)/1.0":{"os":{},"device":{"name":"Phone","is_mobile":true}}}}}
        """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "manifest_version = 4 | manifest_version is newer than 3",
        "manifest_version = 'x' | manifest_version must be a whole number",
        "name = 3 | name must be a string",
        "local_server = 3 | local_server must be a table",
        "scripts.env_vars = [1] | scripts.env_vars must be an array of strings",
        "scripts.env_file = 'none' | scripts.env_file names the file",
        "local_server.backends.shark = 'https://a.com' | local_server.backends.shark must be a table",
        "local_server.backends.shark = {} | under local_server, backends.shark.url is missing",
        "local_server.backends.shark = { url = 3 } | \"backends.shark.url\" is not of the expected type, a string",
        "local_server.backends.shark = { url = 'https://a.com', shrimp = true } | \"backends.shark.shrimp\" is not a member",
        "local_server.backends.shark = { url = 'http:://[:::1]' } | backends.shark.url is",
        "local_server.backends.shark = { url = 'https://a.com', override_host = '' } | backends.shark.override_host is",
        "local_server.backends.shark = { url = 'https://a.com', health = 'sick' } | backends.shark.health is",
        "local_server.backends.shark = { url = 'https://a.com', health = true } | local_server.backends.shark.health must be a string",
        "local_server.backends.shark = { url = 'https://a.com', ca_certificate = {} } | local_server.backends.shark.ca_certificate must be certificates in PEM",
        "local_server.backends.shark = { url = 'https://a.com', client_certificate = {} } | local_server.backends.shark.client_certificate lacks certificate or certificate_file",
        "local_server.backends.shark = { url = 'https://a.com', client_certificate.certificate_file = 'no.pem' } | client_certificate.certificate_file names the file",
        "local_server.config_stores.s = 'x' | local_server.config_stores.s must be a table",
        "local_server.config_stores.s = {} | local_server.config_stores.s lacks format",
        "local_server.config_stores.s = { format = 'foo' } | s.format must be inline-toml or json",
        "local_server.config_stores.s = { format = 'json' } | s.file must be the name of a file",
        "local_server.config_stores.s = { format = 'json', file = '' } | s.file must not be empty",
        "local_server.config_stores.s = { format = 'json', file = 3 } | s.file must be a string",
        "local_server.config_stores.s = { format = 'json', file = 'a.json', shrimp = 1 } | s.shrimp is not known here",
        "local_server.config_stores.s = { format = 'json', file = 'list.json' } | which does not hold a JSON object",
        "local_server.config_stores.s = { format = 'json', file = 'broken.json' } | which is not JSON: line 1",
        "local_server.config_stores.s = { format = 'inline-toml' } | s lacks contents",
        "local_server.config_stores.s = { format = 'inline-toml', contents = 'x' } | s.contents must be a table",
        "local_server.config_stores.s = { format = 'inline-toml', contents = { a = 1 } } | \"config_stores.s.a\" is not of the expected type, a string",
        "local_server.kv_stores.s = 'x' | local_server.kv_stores.s must be an array of tables",
        "local_server.kv_stores.s = ['x'] | local_server.kv_stores.s[0] must be a table",
        "local_server.kv_stores.s = [{ data = 'x' }] | local_server.kv_stores.s[0] lacks key",
        "local_server.kv_stores.s = [{ key = 3, data = 'x' }] | local_server.kv_stores.s[0].key must be a string",
        "local_server.kv_stores.s = [{ key = 'k' }] | local_server.kv_stores.s[0] must have either data or file",
        "local_server.kv_stores.s = [{ key = 'k', data = 'x', file = 'a' }] | s[0] must have either data or file",
        "local_server.kv_stores.s = [{ key = 'k', data = 3 }] | s[0].data must be a string",
        "local_server.kv_stores.s = [{ key = 'k', file = 'none' }] | s[0].file names the file",
        "local_server.kv_stores.s = [{ key = 'k', data = 'x', metadata = 3 }] | s[0].metadata must be a string",
        "local_server.kv_stores.s = { file = 'list.json' } | local_server.kv_stores.s must have both file and format",
        "local_server.kv_stores.s = { file = 'list.json', format = 'xml' } | s.format must be json",
        "local_server.kv_stores.s = { file = 'numbers.json', format = 'json' } | neither a string nor an object",
        "local_server.kv_stores.s = { file = 'both.json', format = 'json' } | a must have either data or file",
        "local_server.secret_stores.'a b' = [] | secret_stores has the name \"a b\"",
        "local_server.secret_stores.s = [{ key = 'k' }] | s[0] must have one of data, file and env",
        "local_server.secret_stores.s = [{ key = 'k', data = 'x', env = 'Y' }] | s[0] must have one of data, file and env",
        "local_server.secret_stores.s = [{ key = 'k', env = 3 }] | s[0].env must be a string",
        "local_server.secret_stores.s = { file = 'numbers.json', format = 'json' } | is not a string",
        "local_server.acls.a = 3 | local_server.acls.a must be a table",
        "local_server.acls.a = 'none.json' | local_server.acls.a names the file",
        "local_server.acls.a = {} | local_server.acls.a must name a file",
        "local_server.acls.a = 'numbers.json' | local_server.acls.a must lead to entries",
        "local_server.acls.a.entries = [{ prefix = '1.2.3.4', action = 'ALLOW' }] | acls.a[0].prefix is \"1.2.3.4\"",
        "local_server.geolocation = { format = 'x' } | local_server.geolocation.format must be inline-toml or json",
        "local_server.geolocation = { format = 'inline-toml' } | local_server.geolocation lacks the table addresses",
        "local_server.geolocation = { use_default_loopback = 1 } | \"geolocation.use_default_loopback\" is not of the expected type, true or false",
        "local_server.geolocation = { format = 'inline-toml', addresses = { here = {} } } | geolocation.addresses has the name \"here\"",
        "local_server.device_detection = { format = 'inline-toml', user_agents = { a = 1 } } | \"device_detection.user_agents.a\" is not of the expected type, an object",
        "local_server.shielding_sites.a = 'far' | local_server.shielding_sites.a must be \"local\"",
        "local_server.shielding_sites.a = { encrypted = 'https://a' } | shielding_sites.a.unencrypted is missing",
        "local_server.fake_valid_fastly_keys = 'x' | local_server.fake_valid_fastly_keys must be an array of strings",
        "a = = 1 | is not TOML, line 1",
      })
  void whatIsWrongIsToldWithItsFileAndKey(String toml, String detail) throws IOException {
    file("list.json", "[]");
    file("broken.json", "{");
    file("numbers.json", "{\"a\":1}");
    file("both.json", "{\"a\":{\"data\":\"x\",\"file\":\"list.json\"}}");

    assertThatExceptionOfType(FastlyProjectException.class)
        .isThrownBy(() -> project(toml))
        .withMessageContaining(detail)
        .withMessageStartingWith(folder.toString());
  }

  @Test
  void aProjectThatIsNotBuiltIsNotRead() throws IOException {
    Files.delete(folder.resolve("bin/main.wasm"));

    assertThatExceptionOfType(FastlyProjectException.class)
        .isThrownBy(() -> project("name = \"x\""))
        .withMessageContaining("main.wasm does not exist. Build the project first");
  }

  private void assertManifest(FastlyProject project, String json) throws JsonProcessingException {
    assertThat(JSON.readTree(project.manifest().toString())).isEqualTo(JSON.readTree(json));
  }

  private FastlyProject project(String toml) throws IOException {
    return FastlyProject.in(toml(toml), Map.of());
  }

  private Path toml(String toml) throws IOException {
    file("fastly.toml", toml);
    return folder;
  }

  private void file(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
  }
}
