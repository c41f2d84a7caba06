package dev.verge.deploy.vendor.fastly;

import static dev.verge.deploy.testing.RunningControlPlane.MAX_UPLOAD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.verge.deploy.testing.Answer;
import dev.verge.deploy.testing.Certificates;
import dev.verge.deploy.testing.Modules;
import dev.verge.deploy.testing.RunningControlPlane;
import dev.verge.deploy.testing.Tar;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.platform.cache.CacheKey;
import dev.verge.isolate.platform.cache.Lifetime;
import dev.verge.isolate.platform.cache.Lookup;
import dev.verge.isolate.platform.cache.StoreOptions;
import dev.verge.isolate.platform.cache.TenantCache;
import dev.verge.isolate.platform.cache.UserMetadata;
import dev.verge.isolate.platform.cache.VaryRule;
import dev.verge.isolate.platform.http.HeaderFields;
import dev.verge.isolate.platform.http.Uri;
import dev.verge.isolate.platform.httpcache.CacheRequest;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Fastly's API does that its command line does not show. */
class FastlyApiTest {
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String BOUNDARY = "b0undary";
  private static final String DOMAINS = "/domain-management/v1/domains";
  @TempDir Path home;
  private RunningControlPlane platform;

  @BeforeEach
  void start() {
    platform = RunningControlPlane.in(home);
  }

  @AfterEach
  void stop() {
    platform.close();
  }

  @Test
  void whatWasDeployedOtherwiseIsAServiceWithLockedVersions() {
    platform.upload("demo/hello", Modules.command("one")).ok(201);
    platform
        .upload(
            "demo/hello",
            "{\"hostnames\":[\"www.example.com\"],\"backends\":{\"b\":{\"url\":\"https://a.example/base\"}}}",
            Modules.command("two"))
        .ok(201);

    JsonNode service = get("/service").ok(200).json().path(0);
    assertThat(service.path("name").asText()).isEqualTo("hello");
    assertThat(service.path("version").asInt()).isEqualTo(2);
    assertThat(service.path("versions")).hasSize(2);
    assertThat(service.at("/versions/1/locked").asBoolean()).isTrue();
    String path = "/service/" + service.path("id").asText();
    assertThat(get(path + "/version/2/domain").ok(200).json())
        .extracting(domain -> domain.path("name").asText())
        .containsExactly("hello.demo.localhost", "www.example.com");
    assertThat(form("POST", path + "/version/2/domain", "name=a.example").status()).isEqualTo(409);

    form("PUT", path + "/version/2/clone", "").ok(200);
    form("PUT", path + "/version/3/backend/b", "connect_timeout=77").ok(200);
    form("PUT", path + "/version/3/activate", "").ok(200);
    JsonNode version = platform.get("/v1/tenants/demo/functions/hello/versions/3").ok(200).json();
    assertThat(version.path("active").asBoolean()).isTrue();
    assertThat(version.at("/manifest/hostnames/0").asText()).isEqualTo("www.example.com");
    assertThat(version.at("/manifest/backends/b/url").asText()).startsWith("https://a.example");
    assertThat(version.at("/manifest/backends/b/url").asText()).endsWith("/base");
    assertThat(version.at("/manifest/backends/b/connect_timeout_ms").asInt()).isEqualTo(77);
    assertThat(get("/service").json().at("/0/versions")).hasSize(3);
  }

  @Test
  void aFunctionWhoseVersionsAreAllDeletedIsAServiceWithADraft() {
    platform.upload("demo/hello", Modules.command("one")).ok(201);
    platform.delete("/v1/tenants/demo/functions/hello/deployment").ok(204);
    platform.delete("/v1/tenants/demo/functions/hello/versions/1").ok(204);

    JsonNode service = get("/service").ok(200).json().path(0);
    assertThat(service.at("/versions/0/locked").asBoolean()).isFalse();
    upload(
            "/service/%s/version/1".formatted(service.path("id").asText()),
            archive(Modules.command("two")))
        .ok(200);
  }

  @Test
  void aDraftAndItsModuleSurviveARestart() {
    String version = created("shop") + "/version/1";
    upload(version, archive(Modules.command("one"))).ok(200);
    form("POST", version + "/domain", "name=shop.example").ok(200);

    platform.close();
    platform = RunningControlPlane.in(home);

    form("PUT", version + "/activate", "").ok(200);
    assertThat(platform.controlPlane().routes().lookup("shop.example")).isPresent();
    assertThat(platform.get("/v1/tenants/demo/functions/shop/versions").json().path("versions"))
        .hasSize(1);
  }

  @Test
  void aPrivateKeyOfADraftIsNeverToldAndNotReadableOnDisk() throws Exception {
    String backend = created("shop") + "/version/1/backend";
    String told =
        form(
                "POST",
                backend,
                "name=o&address=a.example&port=443&ssl_client_cert=%s&ssl_client_key=%s"
                    .formatted(
                        URLEncoder.encode(Certificates.CERTIFICATE, UTF_8),
                        URLEncoder.encode(Certificates.KEY, UTF_8)))
            .ok(200)
            .text();
    assertThat(told).contains("BEGIN CERTIFICATE").doesNotContain("PRIVATE KEY");
    assertThat(get(backend).ok(200).text()).doesNotContain("PRIVATE KEY");
    String line = Certificates.KEY.lines().skip(1).findFirst().orElseThrow();
    for (Path file : platform.files("")) {
      assertThat(new String(Files.readAllBytes(file), UTF_8))
          .as(file.toString())
          .doesNotContain(line);
    }
  }

  @Test
  void aHostnameOfAnotherFunctionIsRefusedWhenItIsNamed() {
    platform
        .upload("acme/other", "{\"hostnames\":[\"www.example.com\"]}", Modules.command("x"))
        .ok(201);
    String domains = created("shop") + "/version/1/domain";

    assertThat(form("POST", domains, "name=www.example.com").ok(400).text())
        .contains("already taken by another customer");
    assertThat(form("POST", domains, "name=a.acme.localhost").ok(422).text())
        .contains("not yours to claim");
    assertThat(form("POST", domains, "name=no%20hostname").status()).isEqualTo(422);
    form("POST", domains, "name=a.demo.localhost").ok(200);
    form("POST", domains, "name=shop.demo.localhost").ok(200);
  }

  @Test
  void whatTheModelCannotKeepIsRefusedByName() {
    String backend = created("shop") + "/version/1/backend";
    assertThat(form("POST", backend, "name=o&address=a.example&healthcheck=h").ok(400).text())
        .contains("healthcheck");
    assertThat(form("POST", backend, "name=o&address=a.example&ssl_check_cert=0").ok(400).text())
        .contains("ssl_check_cert");
    assertThat(form("POST", backend, "name=o&address=a/b").ok(400).text()).contains("address");
    assertThat(form("POST", backend, "name=o&address=a.example&port=99999").status())
        .isEqualTo(422);
    assertThat(form("POST", backend, "name=o&address=a.example&port=x").status()).isEqualTo(400);
    assertThat(form("POST", "/service", "name=vcl&type=vcl").ok(400).text()).contains("wasm");
  }

  @Test
  void packagesAreBoundedAndNothingOfARefusedOneStays() {
    String version = created("shop") + "/version/1";
    byte[] noise = new byte[2 * MAX_UPLOAD];
    new Random(1).nextBytes(noise);

    assertThat(upload(version, archive(noise)).status()).isEqualTo(422);
    assertThat(upload(version, "no archive".getBytes(UTF_8)).status()).isEqualTo(422);
    assertThat(upload(version, archive("no module".getBytes(UTF_8))).status()).isEqualTo(422);
    assertThat(upload(version, new Tar().file("../bin/main.wasm", "x").end()).status())
        .isEqualTo(422);
    byte[] comment = "#".repeat((1 << 20) + 1).getBytes(UTF_8);
    assertThat(
            upload(
                    version,
                    new Tar().file("p/fastly.toml", comment).file("p/bin/main.wasm", "x").end())
                .ok(422)
                .text())
        .contains("fastly.toml of more than 1048576 bytes");
    // A bomb: little that unpacks to much.
    Tar bomb = new Tar().file("p/fastly.toml", "name = \"p\"").file("p/bin/main.wasm", "x");
    for (int i = 0; i < 10; i++) {
      bomb.file("p/zeros" + i, new byte[16 << 20]);
    }
    assertThat(upload(version, bomb.end()).ok(422).text()).contains("unpacks to more");
    assertThat(get(version + "/package").status()).isEqualTo(404);
    assertThat(form("PUT", version + "/activate", "").ok(400).text()).contains("has no package");
    assertThat(platform.files("tmp")).isEmpty();
    assertThat(platform.get("/metrics").text())
        .contains("verge_uploads_total{outcome=\"refused\",} 6.0");
    assertThat(get(version + "/validate").ok(200).json().path("status").asText())
        .isEqualTo("error");
  }

  @Test
  void secretsThatAreNotEncryptedToAKeyOfThePlatformAreRefused() {
    String store =
        send("POST", "/resources/stores/secret", "application/json", "{\"name\":\"keys\"}")
            .ok(200)
            .json()
            .path("id")
            .asText();
    String secrets = "/resources/stores/secret/%s/secrets".formatted(store);
    String key =
        send("POST", "/resources/stores/secret/client-key", "application/json", "")
            .ok(200)
            .json()
            .path("public_key")
            .asText();
    for (int length : new int[] {0, 10, 48, 100}) {
      String sealed = Base64.getEncoder().encodeToString(new byte[length]);
      assertThat(
              send(
                      "POST",
                      secrets,
                      "application/json",
                      "{\"name\":\"a\",\"secret\":\"%s\",\"client_key\":\"%s\"}"
                          .formatted(sealed, key))
                  .status())
          .isEqualTo(400);
    }
    assertThat(
            send(
                    "POST",
                    secrets,
                    "application/json",
                    "{\"name\":\"a\",\"secret\":\"YQ==\",\"client_key\":\"YQ==\"}")
                .status())
        .isEqualTo(400);
    assertThat(get(secrets).json().path("data")).isEmpty();
    send("POST", secrets, "application/json", "{\"name\":\"a\",\"secret\":\"YQ==\"}").ok(200);
    assertThat(get(secrets).json().at("/data/0/name").asText()).isEqualTo("a");
  }

  @Test
  void storesOfAnotherTenantAreNotThere() {
    String store =
        send("POST", "/resources/stores/kv", "application/json", "{\"name\":\"pages\"}")
            .ok(201)
            .json()
            .path("id")
            .asText();
    String path = "/resources/stores/kv/%s/keys/k".formatted(store);
    send("PUT", path, "text/plain", "value").ok(200);
    platform.put("/v1/tenants/acme", "application/json", "{}".getBytes(UTF_8)).ok(201);
    String token = token("acme", "admin");
    for (String method : new String[] {"GET", "PUT", "DELETE"}) {
      assertThat(
              platform
                  .send(
                      platform
                          .anonymous("/fastly" + path)
                          .header("Fastly-Key", token)
                          .method(method, BodyPublishers.ofString("other")))
                  .status())
          .as(method)
          .isEqualTo(404);
    }
    assertThat(get(path).ok(200).text()).isEqualTo("value");
  }

  @Test
  void anEntryOfAnotherGenerationThanIsNamedIsNotDeleted() {
    String store =
        send("POST", "/resources/stores/kv", "application/json", "{\"name\":\"pages\"}")
            .ok(201)
            .json()
            .path("id")
            .asText();
    String key = "/resources/stores/kv/%s/keys/k".formatted(store);
    send("PUT", key, "text/plain", "old").ok(200);
    String before = get(key).ok(200).header("generation");
    send("PUT", key, "text/plain", "new").ok(200);

    assertThat(deleted(key, before).status()).isEqualTo(412);
    assertThat(deleted(key, "latest").status()).isEqualTo(400);
    assertThat(get(key).ok(200).text()).isEqualTo("new");
    deleted(key, get(key).header("generation")).ok(204);
    assertThat(get(key).status()).isEqualTo(404);
    assertThat(deleted(key, before).status()).isEqualTo(412);
  }

  private Answer deleted(String key, String generation) {
    return platform.send(keyed(key).header("if-generation-match", generation).DELETE());
  }

  @Test
  void aBatchMayHaveAValueAsLargeAsAStoreTakes() {
    String store =
        send("POST", "/resources/stores/kv", "application/json", "{\"name\":\"pages\"}")
            .ok(201)
            .json()
            .path("id")
            .asText();
    String large = Base64.getEncoder().encodeToString(new byte[16 << 20]);
    send(
            "PUT",
            "/resources/stores/kv/%s/batch".formatted(store),
            "application/x-ndjson",
            "{\"key\":\"a\",\"value\":\"%s\"}".formatted(large))
        .ok(200);
  }

  @Test
  void aBatchStopsAtTheLineThatIsRefused() {
    String store =
        send("POST", "/resources/stores/kv", "application/json", "{\"name\":\"pages\"}")
            .ok(201)
            .json()
            .path("id")
            .asText();
    String batch = "/resources/stores/kv/%s/batch".formatted(store);
    String keys = "/resources/stores/kv/%s/keys".formatted(store);
    for (String line :
        new String[] {"{\"key\":\"b\"}", "{}", "[", "{\"key\":\"b\",\"value\":\"*\"}", "null"}) {
      assertThat(
              send(
                      "PUT",
                      batch,
                      "application/x-ndjson",
                      "{\"key\":\"a\",\"value\":\"YQ==\"}\n\n%s\n{\"key\":\"c\",\"value\":\"Yw==\"}\n"
                          .formatted(line))
                  .ok(400)
                  .text())
          .contains("Line 2");
    }
    assertThat(get(keys).ok(200).json().path("data")).hasSize(1);
  }

  @Test
  void aDomainThatIsGivenToAServiceAnswersAtOnceAndStaysWithDrafts() {
    String service = deployed("shop");
    form("PUT", service + "/version/1/clone", "").ok(200);

    JsonNode made = domain("shop.example", service).ok(200).json();
    assertThat(made.path("fqdn").asText()).isEqualTo("shop.example");
    assertThat(routed("shop.example")).isTrue();
    assertThat(get(service).json().path("version").asInt()).isEqualTo(3);
    assertThat(get(service + "/version/2/domain").text()).contains("shop.example");
    assertThat(get(service + "/version/1/domain").text()).doesNotContain("shop.example");
    domain("shop.example", service).ok(200);
    assertThat(get(service + "/version").json()).as("nothing is made again").hasSize(3);
    assertThat(get(DOMAINS + "?fqdn=HOP.ex").ok(200).json().path("data")).hasSize(1);

    form("PUT", service + "/version/2/activate", "").ok(200);
    assertThat(routed("shop.example")).isTrue();
    send("DELETE", DOMAINS + "/" + made.path("id").asText(), "text/plain", "").ok(204);
    assertThat(routed("shop.example")).isFalse();
    assertThat(routed("shop.demo.localhost")).isTrue();
    assertThat(get(service).json().path("version").asInt()).isEqualTo(4);
    send("DELETE", DOMAINS + "/" + made.path("id").asText(), "text/plain", "").ok(404);
  }

  @Test
  void aDomainOfAServiceThatDoesNotServeIsOneOfItsDrafts() {
    String draft = created("shop");
    domain("shop.example", draft).ok(200);
    assertThat(get(draft + "/version").json()).hasSize(1);
    assertThat(get(draft + "/version/1/domain").text()).contains("shop.example");

    form("PUT", draft + "/version/1/lock", "").ok(200);
    domain("www.shop.example", draft).ok(200);
    assertThat(get(draft + "/version/2/domain").text())
        .contains("\"shop.example\"", "\"www.shop.example\"");
    assertThat(get(draft + "/version/1/domain").text()).doesNotContain("www.shop.example");
  }

  @Test
  void whatADomainCannotBeIsToldBeforeAnythingChanges() {
    String service = deployed("shop");
    String other = created("other");
    domain("shop.example", service).ok(200);
    String path = DOMAINS + "/" + get(DOMAINS + "?fqdn=shop.ex").json().at("/data/0/id").asText();

    assertThat(domain("shop.example", other).ok(400).text())
        .contains("your function shop")
        .contains("./verge delete shop");
    assertThat(send("POST", DOMAINS, "application/json", "{\"fqdn\":\"a.example\"}").ok(400).text())
        .contains("--service-id");
    assertThat(domain("a b", service).status()).isEqualTo(422);
    assertThat(domain("a.example", "/service/none").status()).isEqualTo(404);
    for (String body : new String[] {"{}", "{\"service_id\":\"x\"}"}) {
      assertThat(send("PATCH", path, "application/json", body).ok(400).text())
          .contains("fastly domain delete");
    }
    domain("shop.demo.localhost", service).ok(200);
    String own = get(DOMAINS + "?fqdn=shop.demo.localhost").json().at("/data/0/id").asText();
    assertThat(send("DELETE", DOMAINS + "/" + own, "text/plain", "").ok(400).text())
        .contains("always answers");
    assertThat(get(service).json().path("version").asInt()).isEqualTo(3);
  }

  @Test
  void aUrlIsPurgedFromTheTokensTenantAlone() {
    for (String tenant : new String[] {"demo", "acme"}) {
      cache(tenant, "http://origin.example/page?a=b%20c");
      cache(tenant, "http://origin.example/page");
    }
    TenantCache cache = platform.services().caches().of("demo");

    purgeUrl("https://other.example/page").ok(200);
    assertThat(purgeUrl("https://origin.example/page?a=b%20c").ok(200).text()).contains("ok");
    assertThat(cached(cache, "http://origin.example/page?a=b%20c")).isFalse();
    assertThat(cached(cache, "http://origin.example/page")).isTrue();
    purgeUrl("Origin.Example/page").ok(200);
    assertThat(cached(cache, "http://origin.example/page")).isFalse();
    assertThat(cached(platform.services().caches().of("acme"), "http://origin.example/page"))
        .isTrue();
    for (String url : new String[] {"", "ftp://origin.example/", "https:///page"}) {
      assertThat(purgeUrl(url).ok(400).text()).contains("www.example.com");
    }
    assertThat(platform.get("/v1/audit").text())
        .contains("URL https://origin.example/page?a=b%20c");
  }

  @Test
  void asManySurrogateKeysArePurgedAtOnceAsAnAnswerMayHave() {
    String keys = ("k".repeat(1023) + " ").repeat(15) + "last";
    assertThat(
            platform
                .send(
                    keyed(created("shop") + "/purge")
                        .header("Surrogate-Key", keys)
                        .POST(BodyPublishers.noBody()))
                .ok(200)
                .json()
                .has("last"))
        .isTrue();
  }

  @Test
  void theReadersOfATenantsLogsAreBoundedWhicheverWayTheyCame() throws Exception {
    String tail = deployed("shop") + "/log_stream/managed/instance_output";
    List<InputStream> followers = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        followers.add(
            platform
                .send(
                    platform
                        .request("/v1/tenants/demo/functions/shop/logs?tail=0&follow=true")
                        .GET(),
                    BodyHandlers.ofInputStream())
                .body());
      }
      assertThat(get(tail).ok(403).text()).contains("200 already");

      followers.getFirst().close();
      await().until(() -> get(tail).status() == 200);
    } finally {
      for (InputStream follower : followers) {
        follower.close();
      }
    }
  }

  @Test
  void whatHasNoCounterpartNamesAnother() {
    String service = deployed("shop");
    assertThat(form("PUT", service + "/version/1/activate/staging", "").ok(400).text())
        .contains("1--shop.demo.localhost");
    assertThat(form("PUT", created("empty") + "/version/1/deactivate/staging", "").ok(400).text())
        .contains("preview");
    JsonNode store = form("POST", "/resources/stores/config", "name=settings").ok(200).json();
    String path = "/resources/stores/config/" + store.path("id").asText();
    form("PUT", path, "name=settings").ok(200);
    assertThat(form("PUT", path, "name=other").ok(400).text()).contains("resource link");
  }

  @Test
  void noVersionIsStagedNotEvenTheActiveOne() {
    String details = deployed("shop") + "/details";
    assertThat(get(details).ok(200).json().at("/version/number").asInt()).isEqualTo(1);
    JsonNode staged = get(details + "?filter%5Bversions.staged%5D=true").ok(200).json();
    assertThat(staged.path("version").isObject()).isFalse();
    assertThat(staged.at("/active_version/number").asInt()).isEqualTo(1);
  }

  @Test
  void aCommentMayBeAWholeCommitMessageAndBecomesTheVersionsNote() {
    String message = "Sell lamps\n\n\tWith shades.\r\n";
    String comment = "comment=" + URLEncoder.encode(message, UTF_8);
    String service = created("shop");
    form("PUT", service, comment).ok(200);
    form("PUT", service + "/version/1", comment).ok(200);
    upload(service + "/version/1", archive(Modules.command("one"))).ok(200);

    assertThat(get(service).json().path("comment").asText()).isEqualTo(message);
    assertThat(get(service + "/version/1").json().path("comment").asText()).isEqualTo(message);
    assertThat(
            platform.get("/v1/tenants/demo/functions/shop/versions/1").json().path("note").asText())
        .isEqualTo(message);
    for (String bad : new String[] {"%00", "%1B", "a".repeat(1001)}) {
      assertThat(form("PUT", service + "/version/1", "comment=" + bad).status()).isEqualTo(400);
    }
    assertThat(form("PUT", service, "name=two%0Alines").status()).isEqualTo(400);
  }

  @Test
  void aDraftThatWasActivatedOtherwiseIsActiveAsALockedVersion() {
    String service = created("shop");
    upload(service + "/version/1", archive(Modules.command("one"))).ok(200);
    platform.activate("demo/shop", 1).ok(200);

    JsonNode told = get("/service").ok(200).json().path(0);
    assertThat(told.path("version").asInt()).isEqualTo(2);
    assertThat(told.at("/versions/0/locked").asBoolean()).isFalse();
    assertThat(told.at("/versions/0/active").asBoolean()).isFalse();
    assertThat(told.at("/versions/1/locked").asBoolean()).isTrue();
    assertThat(told.at("/versions/1/active").asBoolean()).isTrue();
    domain("shop.example", service).ok(200);
    assertThat(routed("shop.example")).isTrue();
  }

  @Test
  void aServiceThatWasActivatedOtherwiseIsDeletedOnlyByWhoMay() {
    String service = created("shop");
    upload(service + "/version/1", archive(Modules.command("one"))).ok(200);
    platform.activate("demo/shop", 1).ok(200);
    String token = token("demo", "deploy");

    assertThat(deletedWith(token, service).ok(409).text()).contains("Version 2");
    platform.delete("/v1/tenants/demo/functions/shop/deployment").ok(204);
    assertThat(deletedWith(token, service).status()).isEqualTo(403);
    assertThat(get(service).status()).isEqualTo(200);
    send("DELETE", service, "text/plain", "").ok(200);
  }

  @Test
  void whatServedStaysWhenTheDraftThatItCameFromGetsAnotherPackage() {
    String service = created("shop");
    upload(service + "/version/1", archive(Modules.command("one"))).ok(200);
    platform.activate("demo/shop", 1).ok(200);
    platform.upload("demo/shop", Modules.command("two")).ok(201);

    upload(service + "/version/1", archive(Modules.command("three"))).ok(200);
    assertThat(platform.get("/v1/tenants/demo/functions/shop/versions").json().path("versions"))
        .hasSize(3);
    form("PUT", service + "/version/1", "comment=x").ok(200);
    upload(service + "/version/1", archive(Modules.command("four"))).ok(200);
    assertThat(platform.get("/v1/tenants/demo/functions/shop/versions").json().path("versions"))
        .as("what never served goes")
        .hasSize(3);
  }

  @Test
  void aServiceThatIsDeletedWhileItIsChangedStaysDeleted() throws Exception {
    for (int i = 0; i < 20; i++) {
      String service = created("shop");
      List<Answer> answers =
          atOnce(
              List.of(
                  () -> form("PUT", service, "comment=more"),
                  () -> form("POST", service + "/version", ""),
                  () -> send("DELETE", service, "text/plain", ""),
                  () -> form("PUT", service + "/version/1", "comment=more")));
      assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(200, 404));
      assertThat(get(service).status()).isEqualTo(404);
      assertThat(get("/service").ok(200).json()).isEmpty();
    }
  }

  @Test
  void twoServicesNeverGetTheSameName() throws Exception {
    String one = created("one");
    String two = created("two");
    for (int i = 0; i < 20; i++) {
      String name = "name=same" + i;
      List<Answer> answers =
          atOnce(List.of(() -> form("PUT", one, name), () -> form("PUT", two, name)));
      assertThat(answers).extracting(Answer::status).containsExactlyInAnyOrder(200, 409);
    }
  }

  private static List<Answer> atOnce(List<Callable<Answer>> calls) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Answer> answers = new ArrayList<>();
      for (Future<Answer> answer : threads.invokeAll(calls)) {
        answers.add(answer.get());
      }
      return answers;
    }
  }

  @Test
  void aRequestWithoutABodyIsAFormWithoutFields() {
    String service = created("shop");
    platform.send(keyed(service + "/version").POST(BodyPublishers.noBody())).ok(200);
    form("PUT", service + "/version/2", "comment=kept").ok(200);
    platform.send(keyed(service + "/version/2").PUT(BodyPublishers.noBody())).ok(200);
    assertThat(get(service + "/version/2").json().path("comment").asText()).isEqualTo("kept");
    assertThat(send("POST", "/service", "application/json", "{}").status()).isEqualTo(415);
  }

  @Test
  void ofAServicesVersionsThatNeverServedTheOldestGivesWayUnlessItIsLocked() {
    String service = deployed("shop");
    String functions = "/v1/tenants/demo/functions/shop/versions";
    for (int version = 2; version <= 101; version++) {
      form("POST", service + "/version", "").ok(200);
    }
    upload(service + "/version/2", archive(Modules.command("draft"))).ok(200);
    assertThat(platform.get(functions).json().path("versions")).hasSize(2);

    form("PUT", service + "/version/2/clone", "").ok(200);
    assertThat(get(service + "/version/3").status()).as("not what is cloned").isEqualTo(404);
    form("PUT", service + "/version/1/clone", "").ok(200);
    assertThat(get(service + "/version/2").status()).isEqualTo(404);
    assertThat(platform.get(functions).json().path("versions")).as("the clone has it").hasSize(2);
    assertThat(get(service + "/version").json()).hasSize(101);
    assertThat(platform.get("/v1/audit").text()).contains("version 103 as 1, in place of 2");

    for (int version = 4; version <= 101; version++) {
      form("PUT", "%s/version/%d/lock".formatted(service, version), "").ok(200);
    }
    form("POST", service + "/version", "").ok(200);
    assertThat(get(service + "/version/102").status()).isEqualTo(404);
    assertThat(platform.get(functions).json().path("versions")).as("nobody has it").hasSize(1);
    domain("shop.example", service).ok(200);
    assertThat(get(service + "/version/103").status()).isEqualTo(404);
    form("PUT", service + "/version/104/lock", "").ok(200);
    form("POST", service + "/version", "").ok(200);
    form("PUT", service + "/version/106/lock", "").ok(200);

    int versions = platform.get(functions).json().path("versions").size();
    assertThat(form("POST", service + "/version", "").ok(403).text()).contains("100 versions");
    assertThat(form("PUT", service + "/version/1/clone", "").status()).isEqualTo(403);
    assertThat(domain("www.shop.example", service).status()).isEqualTo(403);
    assertThat(platform.get(functions).json().path("versions")).hasSize(versions);
  }

  @Test
  void aDraftHasNoMoreThanAManifestMay() {
    String backends = created("shop") + "/version/1/backend";
    String bundle = URLEncoder.encode(Certificates.CERTIFICATE.repeat(100), UTF_8);
    int status = 0;
    for (int i = 0; i < 100 && status != 413; i++) {
      status =
          form("POST", backends, "name=b%d&address=a.example&ssl_ca_cert=%s".formatted(i, bundle))
              .status();
    }
    assertThat(status).isEqualTo(413);
  }

  @Test
  void draftsCountForTheTenantsQuota() {
    String backends = created("shop") + "/version/1/backend";
    String backend =
        "name=b&address=a.example&ssl_ca_cert="
            + URLEncoder.encode(Certificates.CERTIFICATE.repeat(10), UTF_8);
    long before = storedBytes();
    form("POST", backends, backend).ok(200);
    long more = storedBytes() - before;
    assertThat(more).isGreaterThan(10L * Certificates.CERTIFICATE.length());
    quota(before + 2 * more - 10);

    String another = backend.replace("name=b", "name=c");
    assertThat(form("POST", backends, another).ok(403).text()).contains("stored_bytes");
    assertThat(form("PUT", backends.replace("/1/backend", "/1/clone"), "").status()).isEqualTo(403);
    assertThat(get(backends).json()).hasSize(1);
    assertThat(platform.get("/metrics").text())
        .contains("verge_quota_refusals_total{tenant=\"demo\",quota=\"stored_bytes\",} 2.0");
    quota(0);
    send("DELETE", backends + "/b", "text/plain", "").ok(200);
    assertThat(get("/service").ok(200).json()).hasSize(1);
  }

  private long storedBytes() {
    return platform.get("/v1/tenants/demo").ok(200).json().at("/use/stored_bytes").asLong();
  }

  private void quota(long bytes) {
    platform
        .put(
            "/v1/tenants/demo",
            "application/json",
            "{\"quotas\":{\"stored_bytes\":%d}}".formatted(bytes).getBytes(UTF_8))
        .ok(200);
  }

  @Test
  void ofVersionsThatServedAndWhoseModulesAreGoneTheNewestAreKept() {
    for (int version = 1; version <= 102; version++) {
      platform.upload("demo/hello", Modules.command("one")).ok(201);
    }
    assertThat(get("/service").ok(200).json().at("/0/versions")).hasSize(102);
    platform.delete("/v1/tenants/demo/functions/hello").ok(204);
    platform.upload("demo/hello", Modules.command("two")).ok(201);

    JsonNode versions = get("/service").ok(200).json().at("/0/versions");
    assertThat(versions).hasSize(101);
    assertThat(versions.at("/0/number").asInt()).isEqualTo(3);
    assertThat(versions.at("/100/number").asInt()).isEqualTo(103);
  }

  @Test
  void aVersionWhosePackageWasDeletedSaysSo() {
    String service = created("shop");
    upload(service + "/version/1", archive(Modules.command("one"))).ok(200);
    get(service + "/version/1/package").ok(200);
    platform.delete("/v1/tenants/demo/functions/shop").ok(204);

    assertThat(get(service + "/version/1/package").status()).isEqualTo(404);
    assertThat(form("PUT", service + "/version/1/activate", "").ok(400).text())
        .contains("deleted at Verge")
        .contains("compute update");
    upload(service + "/version/1", archive(Modules.command("two"))).ok(200);
    form("PUT", service + "/version/1/activate", "").ok(200);
    assertThat(routed("shop.demo.localhost")).isTrue();
  }

  @Test
  void aLockedVersionWhosePackageWasDeletedIsToBeCloned() {
    String service = deployed("shop");
    platform.delete("/v1/tenants/demo/functions/shop").ok(204);

    assertThat(form("PUT", service + "/version/1/activate", "").ok(400).text())
        .contains("clone it");
    form("PUT", service + "/version/1/clone", "").ok(200);
    assertThat(get(service + "/version/2/package").status()).isEqualTo(404);
    upload(service + "/version/2", archive(Modules.command("shop"))).ok(200);
    form("PUT", service + "/version/2/activate", "").ok(200);
    assertThat(routed("shop.demo.localhost")).isTrue();
  }

  @Test
  void whatIsNotMappedIsSaidInFastlysWords() {
    JsonNode refusal = get("/customer/x/users").ok(404).json();
    assertThat(refusal.path("msg").asText()).isNotBlank();
    assertThat(refusal.path("detail").asText()).contains("/fastly/customer/x/users");
    assertThat(send("PATCH", "/service", FORM, "").ok(405).json().path("msg").asText())
        .isNotBlank();
  }

  private String token(String tenant, String scope) {
    return platform
        .send(
            platform
                .request("/v1/tokens")
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"name\":\"t\",\"scope\":\"%s\",\"tenant\":\"%s\"}"
                            .formatted(scope, tenant))))
        .ok(201)
        .json()
        .path("token")
        .asText();
  }

  private Answer deletedWith(String token, String path) {
    return platform.send(platform.anonymous("/fastly" + path).header("Fastly-Key", token).DELETE());
  }

  /** A service whose first version serves. */
  private String deployed(String name) {
    String service = created(name);
    upload(service + "/version/1", archive(Modules.command(name))).ok(200);
    form("PUT", service + "/version/1/activate", "").ok(200);
    return service;
  }

  private Answer domain(String fqdn, String service) {
    return send(
        "POST",
        DOMAINS,
        "application/json",
        "{\"fqdn\":\"%s\",\"service_id\":\"%s\"}"
            .formatted(fqdn, service.substring("/service/".length())));
  }

  private boolean routed(String host) {
    return platform.controlPlane().routes().lookup(host).isPresent();
  }

  private Answer purgeUrl(String url) {
    return platform.send(keyed("/purge/" + url).POST(BodyPublishers.noBody()));
  }

  private void cache(String tenant, String url) {
    platform
        .services()
        .caches()
        .of(tenant)
        .insert(
            key(url),
            new HeaderFields(),
            new StoreOptions(
                Lifetime.of(Duration.ofHours(1)),
                VaryRule.NONE,
                Set.of(request(url).surrogateKey()),
                OptionalLong.empty(),
                UserMetadata.NONE,
                false))
        .finish(HeaderList.EMPTY);
  }

  private static boolean cached(TenantCache cache, String url) {
    return cache.lookup(new Lookup(key(url), new HeaderFields(), false)).isPresent();
  }

  private static CacheKey key(String url) {
    return CacheKey.of(CacheKey.Space.HTTP, request(url).suggestedKey());
  }

  private static CacheRequest request(String url) {
    return new CacheRequest("GET", Uri.parse(url).orElseThrow(), new HeaderFields());
  }

  private String created(String name) {
    return "/service/"
        + form("POST", "/service", "name=%s&type=wasm".formatted(name))
            .ok(200)
            .json()
            .path("id")
            .asText();
  }

  private static byte[] archive(byte[] module) {
    return new Tar()
        .file("p/fastly.toml", "name = \"p\"\nlanguage = \"other\"\n")
        .file("p/bin/main.wasm", module)
        .end();
  }

  private Answer upload(String version, byte[] archive) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        "--%s\r\nContent-Disposition: form-data; name=\"package\"; filename=\"p.tar.gz\"\r\n\r\n"
            .formatted(BOUNDARY)
            .getBytes(UTF_8));
    body.writeBytes(archive);
    body.writeBytes("\r\n--%s--\r\n".formatted(BOUNDARY).getBytes(UTF_8));
    return platform.send(
        keyed(version + "/package")
            .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
            .PUT(BodyPublishers.ofByteArray(body.toByteArray())));
  }

  private Answer get(String path) {
    return send("GET", path, "text/plain", "");
  }

  private Answer form(String method, String path, String form) {
    return send(method, path, FORM, form);
  }

  private Answer send(String method, String path, String type, String body) {
    return platform.send(
        keyed(path).header("Content-Type", type).method(method, BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder keyed(String path) {
    return platform.anonymous("/fastly" + path).header("Fastly-Key", platform.token());
  }
}
