package dev.verge.deploy;

import static dev.verge.deploy.testing.RunningControlPlane.MAX_UPLOAD;
import static dev.verge.deploy.testing.RunningControlPlane.path;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.deploy.manifest.ManifestReader;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.testing.Answer;
import dev.verge.deploy.testing.Modules;
import dev.verge.deploy.testing.Multipart;
import dev.verge.deploy.testing.RunningControlPlane;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every bad request gets a problem document that says what is wrong, and changes nothing. */
class RefusalsTest {
  private static final String HELLO = path("demo/hello");
  private static final String NEW = path("demo/new");
  private static RunningControlPlane platform;

  @BeforeAll
  static void start(@TempDir Path home) {
    platform = RunningControlPlane.in(home);
    platform.upload("demo/hello", Modules.command("neighbour")).ok(201);
  }

  @AfterAll
  static void stop() {
    platform.close();
  }

  @AfterEach
  void nothingHasChanged() {
    assertThat(platform.get("/v1/functions").ok(200).json().path("functions")).hasSize(1);
    assertThat(platform.get(HELLO).ok(200).json().path("versions")).hasSize(1);
    assertThat(platform.controlPlane().routes().lookup("hello.demo.localhost")).isPresent();
    assertThat(platform.files("tmp")).isEmpty();
    assertThat(platform.files("blobs")).hasSize(1);
    assertThat(platform.files("trees")).isEmpty();
  }

  static Stream<Arguments> modules() {
    return Stream.of(
        Arguments.of(ProblemType.NOT_WASM, "#!/bin/sh".getBytes(UTF_8), ""),
        Arguments.of(ProblemType.NOT_WASM, new byte[0], ""),
        Arguments.of(ProblemType.COMPONENT, Modules.component(), "component"),
        Arguments.of(ProblemType.MALFORMED_MODULE, Modules.truncated(), ""),
        Arguments.of(ProblemType.UNKNOWN_IMPORT, Modules.unknownImport(), "mystery"),
        Arguments.of(ProblemType.NO_ENTRYPOINT, Modules.noEntrypoint(), "_start"),
        Arguments.of(ProblemType.MODULE_EXCEEDS_LIMITS, Modules.largeMemory(), "memory"),
        Arguments.of(ProblemType.TRIAL_FAILED, Modules.trappingStart(), ""));
  }

  @ParameterizedTest
  @MethodSource("modules")
  void aModuleThatCannotBeServedIsRefusedWithTheReason(
      ProblemType type, byte[] module, String named) {
    assertThat(platform.upload("demo/new", module).problem(type)).contains(named);
    assertThat(platform.upload("demo/hello", module).problem(type)).contains(named);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer wrong", "Basic cm9vdDpyb290", "wrong"})
  void withoutTheTokenNothingIsTold(String authorization) {
    HttpRequest.Builder request = platform.anonymous("/v1/functions").GET();
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }

    Answer answer = platform.send(request);

    answer.problem(ProblemType.UNAUTHORIZED);
    assertThat(answer.header("www-authenticate")).startsWith("Bearer realm=");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/nothing", "/v1/tenants/demo/functions/hello/versions/1"})
  void withoutTheTokenKnownAndUnknownPathsLookTheSame(String path) {
    platform.send(platform.anonymous(path).GET()).problem(ProblemType.UNAUTHORIZED);
    platform.send(platform.anonymous(path).DELETE()).problem(ProblemType.UNAUTHORIZED);
    platform
        .send(platform.anonymous(path).PUT(BodyPublishers.ofString("x")))
        .problem(ProblemType.UNAUTHORIZED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/nothing", "/v1/", "/v1/nothing", "/docs/nothing", "/v2/functions"})
  void anUnknownPathIsNotFound(String path) {
    platform.get(path).problem(ProblemType.NOT_FOUND);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/functions | GET, HEAD",
        "/v1/tenants/demo/functions/hello | DELETE, GET, HEAD, PUT",
        "/v1/tenants/demo/functions/hello/deployment | DELETE, GET, HEAD, PUT",
        "/v1/tenants/demo/functions/hello/isolates | DELETE, GET, HEAD, POST",
        "/healthz | GET, HEAD",
      })
  void aWrongMethodIsToldTheRightOnes(String path, String allowed) {
    Answer answer =
        platform.send(platform.request(path).method("PATCH", BodyPublishers.ofString("whatever")));

    answer.problem(ProblemType.METHOD_NOT_ALLOWED);
    assertThat(answer.header("allow")).isEqualTo(allowed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/json", "application/octet-stream", ""})
  void anUploadOfAnotherTypeIsRefused(String type) {
    HttpRequest.Builder request =
        platform.request(NEW).PUT(BodyPublishers.ofByteArray(Modules.command("x")));
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }

    assertThat(platform.send(request).problem(ProblemType.UNSUPPORTED_MEDIA_TYPE))
        .contains("application/wasm");
  }

  @Test
  void aCompressedUploadIsRefused() {
    platform
        .send(
            platform
                .request(NEW)
                .header("Content-Type", "application/wasm")
                .header("Content-Encoding", "gzip")
                .PUT(BodyPublishers.ofString("x")))
        .problem(ProblemType.UNSUPPORTED_MEDIA_TYPE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Demo/new", "demo/New", "de_mo/new", "demo/-new", "demo/%20", "demo/a%00"})
  void aNameThatIsNoDnsLabelIsRefused(String function) {
    platform.upload(function, Modules.command("x")).problem(ProblemType.INVALID_NAME);
    platform.get(path(function)).problem(ProblemType.INVALID_NAME);
  }

  @ParameterizedTest
  @ValueSource(strings = {"?activate=yes", "?activate=", "?activate=true&activate=false"})
  void aParameterThatIsNeitherTrueNorFalseIsRefused(String query) {
    platform
        .put(NEW + query, "application/wasm", Modules.command("x"))
        .problem(ProblemType.INVALID_PARAMETER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"?tail=-1", "?tail=ten", "?tail=10001", "?tail=99999999999", "?follow=1"})
  void aLogIsReadWithParametersInRangeOnly(String query) {
    platform.get(HELLO + "/logs" + query).problem(ProblemType.INVALID_PARAMETER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "01", "one", "1.0", "99999999999", "7"})
  void aVersionThatIsNotThereIsNotFound(String number) {
    platform.get(HELLO + "/versions/" + number).problem(ProblemType.NO_SUCH_VERSION);
    platform.delete(HELLO + "/versions/" + number).problem(ProblemType.NO_SUCH_VERSION);
  }

  @Test
  void aFunctionThatIsNotThereIsNotFound() {
    platform.get(NEW).problem(ProblemType.NO_SUCH_FUNCTION);
    platform.get(NEW + "/versions").problem(ProblemType.NO_SUCH_FUNCTION);
    platform.get(NEW + "/versions/1").problem(ProblemType.NO_SUCH_FUNCTION);
    platform.get(NEW + "/deployment").problem(ProblemType.NO_SUCH_FUNCTION);
    platform.get(NEW + "/logs").problem(ProblemType.NO_SUCH_FUNCTION);
    platform.get(NEW + "/logs?follow=true").problem(ProblemType.NO_SUCH_FUNCTION);
    platform.activate("demo/new", 1).problem(ProblemType.NO_SUCH_FUNCTION);
    platform.delete(NEW).problem(ProblemType.NO_SUCH_FUNCTION);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "[]",
        "{}x",
        "{\"version\":\"1\"}",
        "{\"version\":1.5}",
        "{\"number\":1}",
        "{\"version\":1,\"version\":1}"
      })
  void aDeploymentThatIsNotTheExpectedJsonIsRefused(String body) {
    platform
        .put(HELLO + "/deployment", "application/json", body.getBytes(UTF_8))
        .problem(ProblemType.MALFORMED_JSON);
  }

  @Test
  void aDeploymentOfNothingIsRefused() {
    platform.activate("demo/hello", 2).problem(ProblemType.NO_SUCH_VERSION);
    platform.activate("demo/hello", 0).problem(ProblemType.NO_SUCH_VERSION);
    platform
        .put(HELLO + "/deployment", "text/plain", "{\"version\":1}".getBytes(UTF_8))
        .problem(ProblemType.UNSUPPORTED_MEDIA_TYPE);
    platform
        .put(HELLO + "/deployment", "application/json", new byte[5000])
        .problem(ProblemType.UPLOAD_TOO_LARGE);
  }

  @Test
  void aModuleLargerThanTheLimitIsRefused() {
    assertThat(
            platform
                .upload("demo/new", Modules.commandOfBytes(MAX_UPLOAD))
                .problem(ProblemType.UPLOAD_TOO_LARGE))
        .contains(Integer.toString(MAX_UPLOAD));
  }

  @Test
  void aModuleOfUnknownLengthIsCutOffAtTheLimit() {
    byte[] module = Modules.commandOfBytes(8 * MAX_UPLOAD);

    platform
        .send(
            platform
                .request(NEW)
                .header("Content-Type", "application/wasm")
                .PUT(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(module))))
        .problem(ProblemType.UPLOAD_TOO_LARGE);
  }

  @Test
  void aPartLargerThanItsLimitIsRefused() {
    byte[] large = new byte[MAX_UPLOAD + 1];
    byte[] module = Modules.command("x");

    assertThat(multipart(new Multipart().module(large)).problem(ProblemType.UPLOAD_TOO_LARGE))
        .contains("module");
    assertThat(
            multipart(new Multipart().module(module).assets(large))
                .problem(ProblemType.UPLOAD_TOO_LARGE))
        .contains("assets");
    assertThat(
            multipart(
                    new Multipart()
                        .module(module)
                        .manifest(" ".repeat(ManifestReader.MAX_BYTES + 1)))
                .problem(ProblemType.UPLOAD_TOO_LARGE))
        .contains("manifest");
  }

  static Stream<Arguments> multiparts() {
    byte[] module = Modules.command("x");
    return Stream.of(
        Arguments.of("no module", new Multipart().manifest("{}").end()),
        Arguments.of("twice", new Multipart().module(module).module(module).end()),
        Arguments.of("unknown", new Multipart().part("other", "text/plain", module).end()),
        Arguments.of("no end", new Multipart().module(module).unfinished()),
        Arguments.of(
            "cut in a part", new Multipart().text("--a-boundary\r\nContent-D").unfinished()),
        Arguments.of("nothing", new byte[0]),
        Arguments.of("no boundary", "just text".getBytes(UTF_8)),
        Arguments.of(
            "no name",
            new Multipart().text("--a-boundary\r\nX: y\r\n\r\nx\r\n").module(module).end()),
        Arguments.of(
            "a name that is not encoded as it says",
            new Multipart().part("=?utf-8?B?AAAAA?=", "text/plain", module).end()),
        Arguments.of(
            "long headers",
            new Multipart()
                .text("--a-boundary\r\nX: %s\r\n\r\nx\r\n".formatted("y".repeat(5000)))
                .module(module)
                .end()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("multiparts")
  void aMalformedMultipartBodyIsRefused(String name, byte[] body) {
    platform.put(NEW, Multipart.TYPE, body).problem(ProblemType.MALFORMED_MULTIPART);
  }

  @Test
  void aMultipartTypeWithoutBoundaryIsRefused() {
    platform
        .put(NEW, "multipart/form-data", new Multipart().module(Modules.command("x")).end())
        .problem(ProblemType.MALFORMED_MULTIPART);
    platform
        .put(
            NEW,
            "multipart/form-data; boundary=\"=?utf-8?B?AAAAA?=\"",
            new Multipart().module(Modules.command("x")).end())
        .problem(ProblemType.MALFORMED_MULTIPART);
  }

  @Test
  void aManifestIsCheckedBeforeTheModuleIs() {
    byte[] module = Modules.truncated();

    platform.upload("demo/new", "{", module).problem(ProblemType.MALFORMED_JSON);
    assertThat(
            platform
                .upload("demo/new", "{\"hostname\":\"x\"}", module)
                .problem(ProblemType.INVALID_MANIFEST))
        .contains("\"hostname\"");
    platform
        .upload("demo/new", "{\"hostnames\":[\"*.example.com\"]}", module)
        .problem(ProblemType.INVALID_HOSTNAME);
    platform
        .upload("demo/new", "{\"assets\":{\"mount\":\"/a\"}}", module)
        .problem(ProblemType.INVALID_MANIFEST);
  }

  @Test
  void anArchiveThatIsNoZipIsRefused() {
    multipart(new Multipart().module(Modules.command("x")).assets("no archive".getBytes(UTF_8)))
        .problem(ProblemType.ASSETS_REFUSED);
  }

  private static Answer multipart(Multipart body) {
    return platform.put(NEW, Multipart.TYPE, body.end());
  }
}
