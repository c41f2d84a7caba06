package dev.verge.deploy.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.testing.Certificates;
import dev.verge.isolate.binding.AclEntry;
import dev.verge.isolate.binding.Backend;
import dev.verge.isolate.binding.Bindings;
import dev.verge.isolate.binding.Shield;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BindingsManifestTest {
  private static final JsonMapper JSON = new JsonMapper();

  @Test
  void aManifestWithoutBindingsBindsNothingAndCachesResponses() {
    assertThat(bindings("{}")).isEqualTo(Bindings.NONE);
    assertThat(bindings("{\"http_cache\":false}").readThroughCache()).isFalse();
  }

  @Test
  void aBackendNeedsAUrlOnly() {
    Backend backend =
        bindings("{\"backends\":{\"origin\":{\"url\":\"https://www.example.com\"}}}")
            .backends()
            .get("origin");

    assertThat(backend)
        .isEqualTo(
            new Backend(
                "origin",
                "www.example.com",
                443,
                "",
                Optional.empty(),
                Optional.of(Backend.Tls.DEFAULT),
                Backend.Timeouts.DEFAULT,
                Backend.Pooling.DEFAULT,
                false,
                false,
                Backend.Health.UNKNOWN,
                Optional.empty(),
                false));
  }

  @Test
  void aBackendHasEveryOption() {
    ObjectNode origin = JSON.createObjectNode();
    origin.put("ca_certificate", Certificates.CERTIFICATE);
    origin
        .putObject("client_certificate")
        .put("certificate", Certificates.CERTIFICATE)
        .put("key", Certificates.KEY);
    origin
        .put("url", "https://[2001:db8::1]:8443/base/")
        .put("override_host", "a.example")
        .put("cert_host", "b.example")
        .put("sni_host", "c.example")
        .put("use_sni", false)
        .put("min_tls_version", "1.2")
        .put("max_tls_version", "1.3")
        .put("ciphers", "ECDHE-RSA-AES128-GCM-SHA256")
        .put("grpc", true)
        .put("connect_timeout_ms", 1)
        .put("first_byte_timeout_ms", 2)
        .put("between_bytes_timeout_ms", 3)
        .put("max_connections", 4)
        .put("prefer_ipv4", true)
        .put("health", "unhealthy");
    origin
        .putObject("keepalive")
        .put("reuse", false)
        .put("idle_ms", 5)
        .put("max_uses", 6)
        .put("max_lifetime_ms", 7)
        .putObject("tcp")
        .put("interval_s", 8)
        .put("probes", 9)
        .put("time_s", 10);
    origin
        .putObject("healthcheck")
        .put("interval_ms", 1000)
        .put("timeout_ms", 12)
        .put("host", "d.example")
        .put("method", "GET")
        .put("path", "/health?deep")
        .put("expected_status", 204)
        .put("window", 3)
        .put("threshold", 2)
        .put("initial", 1);
    ObjectNode manifest = JSON.createObjectNode();
    manifest.putObject("backends").set("origin", origin);

    Backend backend = bindings(manifest.toString()).backends().get("origin");

    assertThat(backend)
        .isEqualTo(
            new Backend(
                "origin",
                "2001:db8::1",
                8443,
                "/base",
                Optional.of("a.example"),
                Optional.of(
                    new Backend.Tls(
                        Optional.of("b.example"),
                        Optional.of("c.example"),
                        false,
                        Optional.of(Certificates.CERTIFICATE),
                        Optional.of(
                            new Backend.ClientCertificate(
                                Certificates.CERTIFICATE, Certificates.KEY)),
                        Optional.of(Backend.TlsVersion.TLS_1_2),
                        Optional.of(Backend.TlsVersion.TLS_1_3),
                        Optional.of("ECDHE-RSA-AES128-GCM-SHA256"))),
                new Backend.Timeouts(
                    Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(3)),
                new Backend.Pooling(
                    false,
                    Duration.ofMillis(5),
                    Optional.of(new Backend.TcpKeepAlive(8, 9, 10)),
                    4,
                    6,
                    Duration.ofMillis(7)),
                true,
                true,
                Backend.Health.UNHEALTHY,
                Optional.of(
                    new Backend.HealthCheck(
                        Duration.ofMillis(1000),
                        Duration.ofMillis(12),
                        Optional.of("d.example"),
                        "GET",
                        "/health?deep",
                        204,
                        3,
                        2,
                        1)),
                false));
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:7676/mocks/, 127.0.0.1, 7676, /mocks",
    "HTTP://my_service, my_service, 80, ''",
    "https://a.example/, a.example, 443, ''",
    "http://[::1]:80/a/b, ::1, 80, /a/b",
  })
  void aUrlIsTakenApart(String url, String host, int port, String path) {
    Backend backend =
        bindings("{\"backends\":{\"b\":{\"url\":\"%s\"}}}".formatted(url)).backends().get("b");

    assertThat(backend.host()).isEqualTo(host);
    assertThat(backend.port()).isEqualTo(port);
    assertThat(backend.path()).isEqualTo(path);
  }

  @Test
  void everythingElseIsBoundByName() throws Exception {
    Bindings bindings =
        bindings(
            """
            {"config_stores":{"settings":{"greeting":"hello"}},
             "kv_stores":["pages"],"secret_stores":["keys"],
             "acls":{"friends":[{"prefix":"192.0.2.0/24","action":"ALLOW"},
                                {"prefix":"2001:DB8::/32","action":"block"}]},
             "geolocation":{"use_default_loopback":false,
                            "addresses":{"192.0.2.7":{"city":"Bern","latitude":46.9}}},
             "device_detection":{"user_agents":{"Phone/1.0":{"device":{"is_mobile":true}}}},
             "log_endpoints":{"audit":{"file":true},"debug":{}},
             "shielding_sites":{"here":{"local":true},
                                "there":{"unencrypted":"http://a.example","encrypted":"https://a.example"}},
             "purge_keys":["let-me"]}
            """);

    assertThat(bindings.configStores()).isEqualTo(Map.of("settings", Map.of("greeting", "hello")));
    assertThat(bindings.kvStores()).isEqualTo(Map.of("pages", "pages"));
    assertThat(bindings.secretStores()).isEqualTo(Map.of("keys", "keys"));
    assertThat(bindings.acls().get("friends"))
        .containsExactly(
            new AclEntry(InetAddress.ofLiteral("192.0.2.0"), 24, "ALLOW"),
            new AclEntry(InetAddress.ofLiteral("2001:db8::"), 32, "BLOCK"));
    assertThat(bindings.geolocation().loopbackKnown()).isFalse();
    assertThat(bindings.geolocation().addresses())
        .isEqualTo(
            Map.of(InetAddress.ofLiteral("192.0.2.7"), "{\"city\":\"Bern\",\"latitude\":46.9}"));
    assertThat(bindings.devices())
        .isEqualTo(Map.of("Phone/1.0", "{\"device\":{\"is_mobile\":true}}"));
    assertThat(bindings.logFiles()).containsExactly("audit");
    assertThat(bindings.shields())
        .isEqualTo(
            Map.of(
                "here",
                new Shield.Local(),
                "there",
                new Shield.Remote("http://a.example", "https://a.example")));
    assertThat(bindings.purgeKeys()).containsExactly("let-me");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "{'backends':{'b':{'uri':1}}} | \"backends.b.uri\" is not a member",
        "{'backends':{'b':{}}} | backends.b.url is missing",
        "{'backends':{'b':{'url':3}}} | \"backends.b.url\" is not of the expected type, a string",
        "{'backends':{'b':{'url':'ftp://a'}}} | backends.b.url is \"ftp://a\"",
        "{'backends':{'b':{'url':'http:://[:::1]'}}} | backends.b.url is",
        "{'backends':{'b':{'url':'http://[:::1]'}}} | backends.b.url is",
        "{'backends':{'b':{'url':'http://u:p@a.example'}}} | backends.b.url is",
        "{'backends':{'b':{'url':'http://a.example:70000'}}} | backends.b.url is",
        "{'backends':{'b':{'url':'http://a.example/?q'}}} | backends.b.url is",
        "{'backends':{'b':null}} | \"backends.b\" holds null",
        "{'backends':{'':{'url':'http://a'}}} | backends has the name \"\"",
        "{'backends':{'a b':{'url':'x'}}} | backends.\"a b\".url is \"x\"",
        "{'backends':{'b':{'url':'http://a','override_host':''}}} | backends.b.override_host is \"\"",
        "{'backends':{'b':{'url':'http://a','override_host':'a\\nb'}}} | backends.b.override_host",
        "{'backends':{'b':{'url':'http://a','use_sni':1}}} | \"backends.b.use_sni\" is not of the expected type, true or false",
        "{'backends':{'b':{'url':'http://a','health':'sick'}}} | backends.b.health is \"sick\"; it must be one of unknown, healthy, unhealthy",
        "{'backends':{'b':{'url':'https://a','min_tls_version':'2'}}} | backends.b.min_tls_version is \"2\"; it must be one of 1.0, 1.1, 1.2, 1.3",
        "{'backends':{'b':{'url':'https://a','min_tls_version':'1.3','max_tls_version':'1.2'}}} | backends.b.min_tls_version is above",
        "{'backends':{'b':{'url':'https://a','ca_certificate':'x'}}} | backends.b.ca_certificate must be one or more certificates",
        "{'backends':{'b':{'url':'https://a','client_certificate':{}}}} | backends.b.client_certificate.certificate is missing",
        "{'backends':{'b':{'url':'http://a','first_byte_timeout_ms':-1}}} | backends.b.first_byte_timeout_ms is -1",
        "{'backends':{'b':{'url':'http://a','max_connections':-1}}} | backends.b.max_connections is -1",
        "{'backends':{'b':{'url':'http://a','keepalive':{'tcp':{'probes':-2}}}}} | backends.b.keepalive.tcp.probes is -2",
        "{'backends':{'b':{'url':'http://a','healthcheck':{'window':2,'threshold':3}}}} | backends.b.healthcheck.threshold is 3",
        "{'backends':{'b':{'url':'http://a','healthcheck':{'interval_ms':1}}}} | backends.b.healthcheck.interval_ms is 1",
        "{'config_stores':{'s':{'k':1}}} | \"config_stores.s.k\" is not of the expected type, a string",
        "{'config_stores':{'s':{'':'x'}}} | config_stores.s has a key that is empty",
        "{'kv_stores':['a','a']} | kv_stores has a name twice",
        "{'kv_stores':'a'} | \"kv_stores\" is not of the expected type, a list",
        "{'kv_stores':{'a':1}} | \"kv_stores.a\" is not of the expected type, a string",
        "{'kv_stores':['a',null]} | \"kv_stores[1]\" holds null",
        "{'kv_stores':{'a':''}} | kv_stores has the name \"\"",
        "{'secret_stores':{'a':'a b'}} | secret_stores has the name \"a b\"",
        "{'live_acls':true} | \"live_acls\" is not of the expected type, a list or an object",
        "{'live_acls':['a'],'acls':{'a':[]}} | live_acls has the name \"a\", which the version's own acls have, too",
        "{'live_config_stores':{'a':'b'},'config_stores':{'a':{}}} | live_config_stores has the name \"a\", which the version's own config_stores have, too",
        "{'purge_keys':['(key 1, not told)']} | purge_keys has \"(key 1, not told)\", which only stands for a key",
        "{'secret_stores':['a b']} | secret_stores has the name \"a b\"",
        "{'acls':{'a':[{'prefix':'192.0.2.0/33','action':'ALLOW'}]}} | acls.a[0].prefix is \"192.0.2.0/33\"",
        "{'acls':{'a':[{'prefix':'192.0.2.0','action':'ALLOW'}]}} | acls.a[0].prefix is",
        "{'acls':{'a':[{'prefix':'localhost/8','action':'ALLOW'}]}} | acls.a[0].prefix is",
        "{'acls':{'a':[{'prefix':'10.0.0.0/8','action':'not me'}]}} | acls.a[0].action is",
        "{'acls':{'a':[{'action':'ALLOW'}]}} | acls.a[0].prefix is missing",
        "{'geolocation':{'addresses':{'here':{}}}} | geolocation.addresses has the name \"here\"",
        "{'geolocation':{'addresses':{'::1':'x'}}} | \"geolocation.addresses.::1\" is not of the expected type, an object",
        "{'geolocation':{'addresses':{'::1':null}}} | \"geolocation.addresses.::1\" holds null",
        "{'device_detection':{'agents':{}}} | \"device_detection.agents\" is not a member",
        "{'log_endpoints':{'a':{'file':'yes'}}} | \"log_endpoints.a.file\" is not of the expected type, true or false",
        "{'shielding_sites':{'a':{}}} | shielding_sites.a.unencrypted is missing",
        "{'shielding_sites':{'a':{'local':true,'encrypted':'https://a'}}} | shielding_sites.a is local",
        "{'purge_keys':['']} | purge_keys has the name \"\"",
        "{'http_cache':'no'} | \"http_cache\" is not of the expected type, true or false",
      })
  void refusesByName(String json, String detail) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> read(json.replace('\'', '"')))
        .withMessageContaining(detail)
        .satisfies(e -> assertThat(e.type()).isEqualTo(ProblemType.INVALID_MANIFEST));
  }

  @Test
  void storesMayHaveOtherNamesInTheGuest() throws Exception {
    Manifest manifest =
        read(
            """
            {"live_config_stores":{"flags":"flags-2"},"kv_stores":{"a":"b","c":"b"},
             "secret_stores":["keys"],"live_acls":["blocked"]}
            """);
    Bindings bindings = manifest.guestConfig().bindings();

    assertThat(bindings.liveConfigStores()).isEqualTo(Map.of("flags", "flags-2"));
    assertThat(bindings.kvStores()).isEqualTo(Map.of("a", "b", "c", "b"));
    assertThat(bindings.secretStores()).isEqualTo(Map.of("keys", "keys"));
    assertThat(bindings.liveAcls()).isEqualTo(Map.of("blocked", "blocked"));
    assertThat(ManifestReader.write(manifest))
        .contains("\"kv_stores\":{\"a\":\"b\",\"c\":\"b\"}", "\"secret_stores\":[\"keys\"]");
    assertThat(ManifestReader.stored(ManifestReader.write(manifest))).isEqualTo(manifest);
  }

  @Test
  void aPatchedManifestIsCheckedAsAnUploadedOneIs() throws Exception {
    Manifest manifest =
        read("{\"env\":{\"A\":\"1\",\"B\":\"2\"},\"kv_stores\":[\"a\"],\"purge_keys\":[\"k\"]}");

    Manifest patched = patched(manifest, "{\"env\":{\"A\":null,\"C\":\"3\"},\"args\":[\"x\"]}");
    assertThat(patched.env()).isEqualTo(Map.of("B", "2", "C", "3"));
    assertThat(patched.args()).containsExactly("x");
    assertThat(patched.bindings()).isEqualTo(manifest.bindings());
    assertThat(patched(manifest, "{}")).isEqualTo(manifest);
    for (String refused :
        List.of("{\"nothing\":1}", "{\"env\":{\"1\":\"x\"}}", "null", "[]", "1")) {
      assertThatExceptionOfType(ProblemException.class)
          .isThrownBy(() -> patched(manifest, refused))
          .satisfies(e -> assertThat(e.type()).isEqualTo(ProblemType.INVALID_MANIFEST));
    }
    for (String malformed : List.of("", "{", "{\"a\":1,\"a\":2}", "{} {}")) {
      assertThatExceptionOfType(ProblemException.class)
          .isThrownBy(() -> patched(manifest, malformed))
          .satisfies(e -> assertThat(e.type()).isEqualTo(ProblemType.MALFORMED_JSON));
    }
  }

  private static Manifest patched(Manifest manifest, String patch) {
    return ManifestReader.patched(manifest, patch.getBytes(UTF_8));
  }

  @Test
  void whatIsToldOfPurgeKeysIsOnlyHowManyThereAre() throws Exception {
    assertThat(read("{\"purge_keys\":[\"a\",\"b\"]}").withoutKeys().bindings().purgeKeys())
        .containsExactly("(key 1, not told)", "(key 2, not told)");
  }

  @Test
  void refusesKeysAndValuesOfConfigStoresThatAreTooLong() {
    String store = "{\"config_stores\":{\"s\":{\"%s\":\"%s\"}}}";

    assertThat(bindings(store.formatted("k".repeat(256), "v".repeat(8000))).configStores())
        .hasSize(1);
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> read(store.formatted("k".repeat(257), "v")))
        .withMessageContaining("config_stores.s has a key that has more than 256 characters");
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> read(store.formatted("k", "v".repeat(8001))))
        .withMessageContaining("config_stores.s.k has more than 8000 characters");
  }

  @Test
  void aStoredManifestKeepsItsBindingsWithTheKeySealed() {
    Manifest manifest =
        read(
            """
            {"backends":{"b":{"url":"https://a.example","client_certificate":
              {"certificate":%s,"key":%s}}},
             "config_stores":{"s":{"k":"v"}},"geolocation":{"addresses":{"::1":{"city":"Bern"}}}}
            """
                .formatted(json(Certificates.CERTIFICATE), json(Certificates.KEY)));

    String stored = ManifestReader.write(manifest.sealed((backend, key) -> "sealed:" + backend));

    assertThat(stored).doesNotContain("PRIVATE KEY").contains("\"sealed:");
    Manifest read = ManifestReader.stored(stored);
    assertThatIllegalStateException().isThrownBy(read::guestConfig);
    assertThat(read.unsealed((backend, kept) -> Certificates.KEY)).isEqualTo(manifest);
    assertThat(ManifestReader.write(read.withoutKeys())).doesNotContain("sealed");
    assertThat(read.bindings().toString()).doesNotContain("sealed:");
  }

  @Test
  void aSealedKeyIsNotForUploads() {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(
            () ->
                read(
                    """
                    {"backends":{"b":{"url":"https://a.example","client_certificate":
                      {"certificate":%s,"key":%s,"sealed_key":"x"}}}}
                    """
                        .formatted(json(Certificates.CERTIFICATE), json(Certificates.KEY))))
        .withMessageContaining("sealed_key is not for uploads");
  }

  private static String json(String text) {
    return JSON.getNodeFactory().textNode(text).toString();
  }

  private static Bindings bindings(String json) {
    return read(json).guestConfig().bindings();
  }

  private static Manifest read(String json) {
    return ManifestReader.read(json.getBytes(UTF_8));
  }
}
