package dev.verge.gateway.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.verge.deploy.requests.RequestRing;
import dev.verge.gateway.compute.ComputeGuests;
import dev.verge.gateway.e2e.Client;
import dev.verge.gateway.e2e.Guests;
import dev.verge.gateway.e2e.Reply;
import dev.verge.gateway.e2e.RunningPlatform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.interactions.Actions;

/** What people do with the dashboard, in a real browser on a real platform. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DashboardTest {
  private static final Path PAGE = Path.of("..", "functions", "page-rust", "page.wasm");
  private static final Path PICTURES = Path.of("target", "screenshots");
  private static final String MARKUP =
      "<img src=x onerror=\"hostile=1\"><script>hostile=1</script>";

  /** What people may look at, and what tells that it is there. */
  private static final Map<String, String> PAGES =
      Map.of(
          "functions /", "table tbody tr",
          "overview /functions/acme/page/overview", ".figures",
          "versions /functions/acme/page/versions", "table tbody tr",
          "canary /functions/acme/rolls/versions", ".rollout",
          "requests /functions/acme/page/requests", "button.record",
          "logs /functions/acme/page/logs", ".log .line",
          "isolates /functions/acme/page/isolates", "table tbody tr",
          "try /functions/acme/page/try", ".trial form",
          "settings /functions/acme/page/settings", ".headers",
          "kv /kv/acme/articles", ".keys button");

  private static final Map<String, String> ADMINISTRATION =
      Map.of(
          "config /config/acme/flags", "table tbody tr",
          "acls /acls/acme/spammers", "table tbody tr",
          "tokens /tokens", "table tbody tr",
          "audit /audit", "table tbody tr");

  /** Of each its name, where its button is, and the button. */
  private static final List<String[]> DIALOGS =
      List.of(
          new String[] {"deploy", "/", "Deploy"},
          new String[] {"try-version", "/functions/acme/rolls/versions", "Try version 1"},
          new String[] {"confirm", "/functions/acme/page/settings", "Delete page"},
          new String[] {"item", "/config/acme/flags", "Edit greeting"},
          new String[] {"entry", "/acls/acme/spammers", "New entry"});

  @TempDir private static Path folder;

  private RunningPlatform platform;
  private Browser browser;

  @BeforeAll
  void start() {
    platform = RunningPlatform.in(folder.resolve("home"));
    browser = Browser.start(folder.resolve("profile"), platform.controlPlane());
  }

  @AfterAll
  void stop() {
    if (browser != null) {
      browser.close();
    }
    platform.close();
  }

  @BeforeEach
  void asOnADesk() {
    browser.resize(1280, 900);
    browser.prefer("light");
  }

  @AfterEach
  void nothingWentWrongOrElsewhere() {
    assertThat(browser.errors()).isEmpty();
    assertThat(browser.requested())
        .allSatisfy(
            url ->
                assertThat(url).matches("(about:blank|%s/.*)".formatted(platform.controlPlane())));
    assertThat(browser.run("return window.hostile ?? null")).isNull();
  }

  @Test
  void aTokenIsAskedForAndOnlyARightOneOpensTheDashboard() {
    browser.open("");
    browser.field("Access token").sendKeys("verge_wrong", Keys.ENTER);
    browser.awaitText(".failure", "Send an access token that is not revoked");

    browser.fill("Access token", platform.token());
    browser.button("Sign in").click();
    browser.awaitText("h1", "Functions");
    assertThat(browser.run("return Object.keys(localStorage).join()")).isEqualTo("verge.theme");
    browser.driver().navigate().refresh();
    browser.awaitText("h1", "Functions");

    browser.button("Sign out").click();
    browser.awaitText("h1", "Sign in to Verge");
    assertThat(browser.run("return sessionStorage.length")).isEqualTo(0L);
  }

  @Test
  void anAddressWithATokenSignsInAndForgetsTheToken() {
    browser.open("#token=" + platform.token());

    browser.awaitText("h1", "Functions");
    assertThat(browser.driver().getCurrentUrl()).endsWith("/ui#/");
  }

  @Test
  void aTokenThatIsRevokedMeanwhileLeadsBackToTheDoor() throws Exception {
    JsonNode made = token("deploy", "");
    browser.signIn(made.path("token").asText(), "/");
    browser.awaitText("h1", "Functions");

    platform.rest("DELETE", "/v1/tokens/" + made.path("id").asText()).ok(204);

    browser.awaitText("h1", "Sign in to Verge");
    browser.awaitText(".notice", "You were signed out");
  }

  @Test
  void aModuleThatIsDroppedIsDeployedWithItsProgressShown() throws Exception {
    Path module = Files.copy(PAGE, folder.resolve("dropped-page.wasm"));
    browser.signIn(platform.token(), "/");
    browser.awaitText("h1", "Functions");
    browser.drop(module);
    browser.awaitText("dialog", "dropped-page.wasm");
    assertThat(browser.field("Function").getAttribute("value")).isEqualTo("dropped-page");
    browser.fill("Tenant", RunningPlatform.TENANT);
    browser.run(
        """
        window.seen = [];
        const watch = () => {
          const shown = document.querySelector('progress');
          if (shown) window.seen.push(shown.value);
          requestAnimationFrame(watch);
        };
        watch();
        """);
    browser.throttle(60_000);
    browser.find("dialog button.primary").click();

    browser.awaitText(".toasts", "Version 1 of dropped-page serves now.");
    browser.throttle(-1);
    List<?> seen = (List<?>) browser.run("return window.seen");
    assertThat(seen)
        .extracting(value -> ((Number) value).doubleValue())
        .anyMatch(value -> value > 0.02 && value < 0.98)
        .isSorted();
    browser.awaitText("h1", "dropped-page");
    platform.get("dropped-page", "/").ok();
  }

  @Test
  void aFileThatWasRebuiltSinceItWasChosenIsToBeChosenAgain() throws Exception {
    Path module = Files.copy(Guests.path("status"), folder.resolve("rebuilt.wasm"));
    browser.signIn(platform.token(), "/");
    browser.button("Deploy").click();
    browser.find("dialog");
    WebElement file = browser.driver().findElement(By.cssSelector("dialog input[type=file]"));
    file.sendKeys(module.toString());
    browser.awaitText("dialog", "rebuilt.wasm");
    browser.fill("Tenant", RunningPlatform.TENANT);
    Files.copy(Guests.path("echo"), module, StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(module, FileTime.from(Instant.now().plusSeconds(60)));
    browser.find("dialog button.primary").click();
    browser.awaitText("dialog .failure", "Choose it again");

    // As a click does that leads to the window where files are chosen.
    browser.run(
        """
        addEventListener('click', (event) => event.preventDefault(), { once: true });
        arguments[0].dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
        """,
        file);
    file.sendKeys(module.toString());
    browser.awaitNone("dialog .failure");
    browser.find("dialog button.primary").click();
    browser.awaitText(".toasts", "Version 1 of rebuilt serves now.");
  }

  @Test
  void anUploadThatHasArrivedGoesOnWhenItsDialogIsClosed() throws Exception {
    Path module = Files.copy(Guests.path("status"), folder.resolve("arrived.wasm"));
    browser.signIn(platform.token(), "/");
    browser.awaitText("h1", "Functions");
    browser.drop(module);
    browser.awaitText("dialog", "arrived.wasm");
    browser.fill("Tenant", RunningPlatform.TENANT);
    browser.run(
        """
        const send = XMLHttpRequest.prototype.send;
        XMLHttpRequest.prototype.send = function (body) {
          const told = this.onload;
          this.onload = () => (window.tell = told);
          XMLHttpRequest.prototype.send = send;
          send.call(this, body);
        };
        """);
    browser.find("dialog button.primary").click();
    browser.button("Close; it goes on").click();
    browser.awaitNone("dialog");
    browser.awaitText(".toasts", "It may become a version of arrived.");

    await()
        .atMost(RunningPlatform.PATIENCE)
        .until(() -> browser.run("return !!window.tell"), Boolean.TRUE::equals);
    browser.run("window.tell()");
    browser.awaitText(".toasts", "Version 1 of arrived serves now.");
    browser.awaitText("h1", "Functions");
  }

  @Test
  void aDialogIsClosedByAPressBesideItAndByNoOther() {
    browser.signIn(platform.token(), "/");
    browser.button("Deploy").click();
    browser.find("dialog");
    browser.drag(640, 450, 20, 450);
    browser.drag(20, 450, 640, 450);
    assertThat(browser.count("dialog[open]")).isEqualTo(1);

    browser.drag(20, 450, 24, 450);
    browser.awaitNone("dialog");
  }

  @Test
  void whatIsNoModuleIsRefusedWithTheReasonAndNothingElseHappens() throws Exception {
    platform.deploy("kept", Guests.path("echo"));
    Path text = Files.writeString(folder.resolve("text.wasm"), "This is not WebAssembly.");
    browser.signIn(platform.token(), "/functions/acme/kept");
    browser.awaitText("h1", "kept");
    browser.drop(text);
    browser.awaitText("dialog", "text.wasm");
    browser.find("dialog button.primary").click();
    browser.awaitText("dialog .failure", "The module is not WebAssembly");

    browser.press(Keys.ESCAPE);
    browser.awaitNone("dialog");
    assertThat(function("kept").path("versions")).hasSize(1);
  }

  @Test
  void versionsAreActivatedAndRolledBackAndThatCanBeUndone() throws Exception {
    platform.deploy("rolled", Guests.path("status"));
    platform.deploy("rolled", Guests.path("echo"));
    platform.deploy("rolled", Guests.path("status"));
    browser.signIn(platform.token(), "/functions/acme/rolled/versions");

    browser.button("Roll back to version 2").click();
    browser.awaitText(".toasts", "Version 2 serves now.");
    assertThat(function("rolled").path("active").asInt()).isEqualTo(2);
    browser.awaitText("tr.active", "v2");

    browser.button("Undo").click();
    browser.awaitText(".toasts", "Version 3 serves again.");
    assertThat(function("rolled").path("active").asInt()).isEqualTo(3);

    browser.button("Activate version 1").click();
    browser.awaitText("tr.active", "v1");
    assertThat(function("rolled").path("active").asInt()).isEqualTo(1);

    browser.button("Delete version 2").click();
    browser.awaitText("dialog", "Delete version 2?");
    browser.find("dialog button.danger").click();
    await()
        .atMost(RunningPlatform.PATIENCE)
        .untilAsserted(() -> assertThat(function("rolled").path("versions")).hasSize(2));
  }

  @Test
  void whatSomebodyElseLetServeMeanwhileIsNotOverwritten() throws Exception {
    platform.deploy("contested", Guests.path("status"));
    platform.deploy("contested", Guests.path("status"));
    platform.deploy("contested", Guests.path("status"));
    browser.signIn(platform.token(), "/functions/acme/contested/versions");
    browser.awaitText("tr.active", "v3");
    browser.find(".disclose");
    browser.button("Activate version 2").click();
    browser.awaitText(".toasts", "Version 2 serves now.");
    browser.awaitText("tr.active", "v2");
    browser.holdReading();
    platform.activate("contested", 1).ok();

    undo("Version 2 serves now");
    browser.awaitText(".toast.bad", "Somebody changed it meanwhile");
    browser.button("Dismiss").click();
    browser.awaitNone(".toast");
    browser.button("Activate version 3").click();
    browser.awaitText(".toast.bad", "Somebody changed it meanwhile");
    assertThat(function("contested").path("active").asInt()).isEqualTo(1);

    browser.readAgain();
    browser.go("/functions/acme/contested/settings");
    browser.go("/functions/acme/contested/versions");
    browser.driver().navigate().refresh();
    browser.awaitText("tr.active", "v1");
  }

  @Test
  void onAPhoneNothingIsOutOfReach() throws Exception {
    platform.deploy("pocket", Guests.path("log"));
    platform.deploy("pocket", Guests.path("log"));
    Reply reply = platform.get("pocket", "/").ok();
    browser.resize(360, 780);
    browser.signIn(platform.token(), "/functions/acme/pocket/versions");
    browser.button("Try version 1").click();
    browser.awaitText("dialog", "Try version 1");
    browser.press(Keys.ESCAPE);
    browser.awaitNone("dialog");

    browser.go("/functions/acme/pocket/requests");
    browser.find("button.record time");
    browser.find("button.record").click();
    browser.awaitText(".facts", "When");
    browser.go("/functions/acme/pocket/logs");
    browser.link(reply.header("x-verge-request-id")).click();
    browser.awaitText(".filter", reply.header("x-verge-request-id"));
  }

  @Test
  void aVersionIsTriedWithAPartOfTheRequestsAndPromoted() {
    platform.deploy("tried-out", Guests.path("status"));
    platform.deploy("tried-out", Guests.path("echo"));
    browser.signIn(platform.token(), "/functions/acme/tried-out/versions");
    browser.button("Try version 1").click();
    browser.find("dialog");
    browser.fill("Part of the requests, in percent", "50");
    browser.button("Try it").click();
    browser.awaitText(".rollout", "canary · 50%");
    assertThat(function("tried-out").path("canary").asInt()).isEqualTo(1);
    browser.awaitText(".title", "v1 canary");

    browser.button("Promote version 1").click();
    browser.awaitText("tr.active", "v1");
    assertThat(function("tried-out").path("active").asInt()).isEqualTo(1);
    browser.awaitText("main", "Canary of version 1 was promoted");

    browser.button("v2").click();
    browser.awaitText("td .headers", "Guest ABI");
    assertThat(browser.text("td .headers")).contains("2--tried-out.acme.localhost", "root");
  }

  @Test
  void requestsAreShownAsTheyEndWithTheirPhases() throws Exception {
    platform.deploy("asked", Guests.path("status"));
    browser.signIn(platform.token(), "/functions/acme/asked/requests");
    browser.awaitText(".live", "Live");
    browser.awaitText(".empty", "No request yet");

    platform.get("asked", "/first?200").ok();
    browser.awaitText(".records", "/first?200");
    platform.get("asked", "/second?404").ok(404);
    browser.awaitText(".records li:first-child", "/second?404");
    assertThat(browser.text(".records li:first-child .status")).isEqualTo("404");

    browser.find("button.record").click();
    browser.awaitText(".phases dl", "Guest until its head");
    browser.awaitText(".live", "Paused");
    platform.get("asked", "/while-it-is-read?302").ok(302);
    browser.button("Go on").click();
    browser.awaitText(".records li:first-child", "/while-it-is-read?302");
    assertThat(browser.count(".detail")).isZero();

    browser.find("button.record").click();
    browser.find(".detail");
    browser.button("2xx").click();
    await()
        .atMost(RunningPlatform.PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(browser.count("button.record")).isEqualTo(1);
              assertThat(browser.text(".records")).contains("/first?200");
            });
    browser.button("Pause").click();
    platform.get("asked", "/third?200").ok();
    browser.button("Go on").click();
    browser.awaitText(".records li:first-child", "/third?200");
  }

  @Test
  void aPageThatIsNotSeenFollowsNothingAndMissesNothing() throws Exception {
    platform.deploy("hidden", Guests.path("status"));
    browser.signIn(platform.token(), "/functions/acme/hidden/requests");
    browser.awaitText(".live", "Live");
    platform.get("hidden", "/seen?200").ok();
    browser.awaitText(".records", "/seen?200");

    unseen(() -> platform.get("hidden", "/not-seen?200").ok());

    browser.awaitText(".records li:first-child", "/not-seen?200");
    assertThat(browser.count("button.record")).isEqualTo(2);
  }

  @Test
  void requestsThatWereShownDoNotComeAgainWhenLessIsKnownOfThem() throws Exception {
    platform.deploy(
        "summed",
        ComputeGuests.path("rust"),
        "{\"backends\":{\"origin\":{\"url\":\"%s\"}}}".formatted(platform.controlPlane()));
    platform.get("summed", "/send/get?path=/healthz").ok();
    browser.signIn(platform.token(), "/functions/acme/summed/requests");
    browser.awaitText(".records", "/send/get");

    unseen(() -> send("summed", RequestRing.DETAILED + 8, "/nothing"));

    browser.awaitText(".records li:first-child", "/last");
    assertThat(browser.count(".records li")).isEqualTo(RequestRing.DETAILED + 10);
    assertThat(browser.text(".records li:last-child")).contains("/send/get");
  }

  @Test
  void whereRequestsMayBeMissingThatIsTold() {
    platform.deploy("gapped", Guests.path("status"));
    send("gapped", 1, "/?200");
    browser.signIn(platform.token(), "/functions/acme/gapped/requests");
    browser.awaitText(".records", "/last");

    unseen(() -> send("gapped", RequestRing.SIZE, "/?200"));

    browser.awaitText(".records .missed", "others may have come");
    assertThat(browser.count("button.record")).isEqualTo(RequestRing.SIZE + 2);
    assertThat(browser.text(".records li:nth-child(%d)".formatted(RequestRing.SIZE + 1)))
        .contains("others may have come");
  }

  @Test
  void howeverManyRequestsEndTheNewestAreKept() {
    platform.deploy("busy", Guests.path("status"));
    browser.signIn(platform.token(), "/functions/acme/busy/requests");
    browser.awaitText(".live", "Live");
    send("busy", 600, "/?200");
    browser.awaitText(".records li:first-child", "/last?200");
    assertThat(browser.count(".records li")).isEqualTo(500);
    browser.awaitText("main", "The newest 500 are shown.");
  }

  @Test
  void whatARequestAskedOfBackendsIsShown() throws Exception {
    platform.deploy(
        "asking",
        ComputeGuests.path("rust"),
        "{\"backends\":{\"origin\":{\"url\":\"%s\"}}}".formatted(platform.controlPlane()));
    platform.get("asking", "/send/get?path=/healthz").ok();
    browser.signIn(platform.token(), "/functions/acme/asking/requests");
    browser.awaitText(".records", "/send/get");

    browser.find("button.record").click();

    browser.awaitText(".detail", "One request to a backend");
    assertThat(browser.text(".detail table")).contains("origin", "GET /healthz", "200");
  }

  @Test
  void aLogIsFollowedAndFiltered() throws Exception {
    platform.deploy("wrote", Guests.path("log"));
    browser.signIn(platform.token(), "/functions/acme/wrote/logs");
    browser.awaitText(".live", "Live");
    Reply reply = platform.get("wrote", "/").ok();
    browser.awaitText(".log", "windows line");
    assertThat(browser.text(".log")).contains("{\"time\":\"forged\",\"text\":\"json\"}");

    browser.field("Only lines with this text").sendKeys("windows");
    await()
        .atMost(RunningPlatform.PATIENCE)
        .untilAsserted(() -> assertThat(browser.count(".log .line")).isEqualTo(1));
    browser.link(reply.header("x-verge-request-id")).click();
    browser.awaitText(".filter", reply.header("x-verge-request-id"));
  }

  @Test
  void chartsShowWhatWasAsked() throws Exception {
    platform.deploy("charted", Guests.path("status"));
    browser.signIn(platform.token(), "/functions/acme/charted");
    browser.awaitText(".empty", "No request in this time");
    for (int i = 0; i < 20; i++) {
      platform.get("charted", i % 4 == 0 ? "/?500" : "/?200");
    }

    browser.awaitText(".figures", "20");
    assertThat(browser.text(".figures")).contains("25%").containsPattern("\\d (µs|ms|s)");
    assertThat(browser.find(".chart").getAttribute("aria-label"))
        .isEqualTo("Requests over time: 20 in all, 5 answered with 5xx");
    assertThat(browser.count(".chart canvas")).isEqualTo(3);
    for (int chart = 0; chart < 3; chart++) {
      int drawn = chart;
      await("chart " + drawn)
          .atMost(RunningPlatform.PATIENCE)
          .untilAsserted(() -> assertThat(coloured(drawn)).isPositive());
    }
    browser.button("Instantiation").click();
    browser.awaitText(".charts > :last-child .foot", "20 · p50");
    assertThat(browser.text(".range")).containsPattern("Updated \\d+ s ago");
    WebElement over = browser.find(".u-over");
    new Actions(browser.driver())
        .moveToElement(over, over.getSize().getWidth() / 2 - 4, 0)
        .perform();
    assertThat(browser.find(".charts .told").getText())
        .containsPattern("\\d\\d:\\d\\d:\\d\\d · \\d+ request");
    browser.go("/");
    browser.awaitText("table", "charted");
    await()
        .atMost(RunningPlatform.PATIENCE)
        .untilAsserted(() -> assertThat(row("charted").getText()).contains("20", "25%"));
  }

  @Test
  void isolatesAreToldWithTheirAgeAndMemory() {
    platform.deploy("alive", Guests.path("echo"));
    platform.awaitPrepared("alive");
    browser.signIn(platform.token(), "/functions/acme/alive/isolates");
    browser.awaitText("tbody", "prepared");

    platform.post("alive", "/", "x").ok();
    browser.awaitText("tbody", "idle");
    assertThat(browser.text("tbody")).containsPattern("\\d s").containsPattern("\\d KiB");
    browser.button("Close idle ones").click();
    browser.awaitText(".empty", "No isolate is alive");
  }

  @Test
  void entriesOfAStoreAreReadMadeChangedAndDeletedAndThatCanBeUndone() {
    platform.rest("PUT", "/v1/tenants/acme/kv-stores/books", "text/plain", "").ok(204);
    String keys = "/v1/tenants/acme/kv-stores/books/keys/";
    browser.signIn(platform.token(), "/kv/acme/books");
    browser.awaitText(".empty", "The store is empty");
    browser.button("New entry").click();
    browser.fill("Key", "a/b");
    browser.fill("Value", "one");
    browser.button("Store").click();
    browser.awaitText(".keys", "a/b");
    assertThat(platform.rest("GET", keys + "a%2Fb").ok().text()).isEqualTo("one");

    browser.awaitText(".entry h2", "a/b");
    browser.fill("Value", "two");
    browser.button("Save").click();
    browser.awaitText(".toasts", "a/b is saved.");
    assertThat(platform.rest("GET", keys + "a%2Fb").ok().text()).isEqualTo("two");

    platform.rest("PUT", keys + "a%2Fb", "text/plain", "meanwhile").ok();
    browser.fill("Value", "three");
    browser.button("Save").click();
    browser.awaitText(".entry .failure", "Somebody changed it meanwhile");
    browser.button("Show it as it is now").click();
    await()
        .atMost(RunningPlatform.PATIENCE)
        .until(() -> "meanwhile".equals(browser.field("Value").getAttribute("value")));

    browser.button("Delete").click();
    browser.awaitText(".toasts", "a/b is deleted.");
    platform.rest("GET", keys + "a%2Fb").ok(404);
    undo("is deleted");
    browser.awaitText(".keys", "a/b");
    assertThat(platform.rest("GET", keys + "a%2Fb").ok().text()).isEqualTo("meanwhile");
  }

  @Test
  void aValueKeepsItsLineEndsWhenItIsEdited() {
    String keys = "/v1/tenants/acme/kv-stores/lines/keys/";
    platform.rest("PUT", keys + "crlf", "text/plain", "\uFEFFone\r\ntwo\r\n").ok();
    platform.rest("PUT", keys + "mixed", "text/plain", "one\r\ntwo\n").ok();
    browser.signIn(platform.token(), "/kv/acme/lines");
    browser.button("crlf").click();
    browser.awaitText(".entry h2", "crlf");
    browser.field("Value").sendKeys(Keys.chord(Keys.CONTROL, Keys.END), "three\n");
    browser.button("Save").click();
    browser.awaitText(".toasts", "crlf is saved.");
    assertThat(platform.rest("GET", keys + "crlf").ok().text())
        .isEqualTo("\uFEFFone\r\ntwo\r\nthree\r\n");

    browser.button("mixed").click();
    browser.awaitText(".entry h2", "mixed");
    browser.awaitText(".entry", "of several kinds");
    assertThat(browser.field("Value").getAttribute("readonly")).isNotNull();
  }

  @Test
  void anItemOfALiveConfigStoreIsMadeChangedAndDeletedAndThatCanBeUndone() {
    String items = "/v1/tenants/acme/config-stores/switches/items";
    browser.signIn(platform.token(), "/config/acme");
    browser.field("Name of a new config store").sendKeys("switches", Keys.ENTER);
    browser.awaitText(".empty", "Nothing is in it");
    assertThat(browser.text("main")).contains("Live: functions see a change");
    browser.button("New item").click();
    browser.fill("Key", "a/b");
    browser.fill("Value", "on");
    browser.button("Store").click();
    browser.awaitText("tbody", "a/b");
    assertThat(platform.rest("GET", items + "/a%2Fb").ok().json().path("value").asText())
        .isEqualTo("on");

    browser.button("Edit a/b").click();
    await()
        .atMost(RunningPlatform.PATIENCE)
        .until(() -> "on".equals(browser.field("Value").getAttribute("value")));
    platform.rest("PUT", items + "/a%2Fb", "text/plain", "meanwhile").ok(204);
    browser.fill("Value", "off");
    browser.button("Save").click();
    browser.awaitText("dialog .failure", "Somebody changed it meanwhile");
    browser.button("Show it as it is now").click();
    await()
        .atMost(RunningPlatform.PATIENCE)
        .until(() -> "meanwhile".equals(browser.field("Value").getAttribute("value")));
    browser.fill("Value", "off");
    browser.button("Save").click();
    browser.awaitText(".toasts", "a/b is saved, live.");
    browser.awaitText("tbody", "off");

    browser.button("Delete a/b").click();
    browser.awaitText(".toasts", "a/b is deleted.");
    browser.awaitText(".empty", "Nothing is in it");
    undo("is deleted");
    browser.awaitText("tbody", "off");
    assertThat(platform.rest("GET", items + "/a%2Fb").ok().json().path("value").asText())
        .isEqualTo("off");
  }

  @Test
  void anAccessControlListIsEditedLiveAndNeverOverAnothersChange() {
    String entries = "/v1/tenants/acme/acls/visitors/entries";
    platform
        .rest(
            "PUT",
            entries,
            "application/json",
            "{\"entries\":[{\"prefix\":\"192.0.2.0/24\",\"action\":\"BLOCK\"}]}")
        .ok(204);
    browser.signIn(platform.token(), "/acls/acme/visitors");
    browser.button("New entry").click();
    browser.fill("Network", "nothing");
    browser.button("Store").click();
    browser.awaitText("dialog .failure", "A prefix must look like");
    browser.fill("Network", "2001:db8::/32");
    browser.fill("Action, as functions are told it", "ALLOW");
    browser.button("Store").click();
    browser.awaitText("tbody", "2001:db8::/32");
    assertThat(platform.rest("GET", entries).ok().json().path("entries")).hasSize(2);

    browser.button("Edit 192.0.2.0/24").click();
    browser.fill("Action, as functions are told it", "CHALLENGE");
    platform
        .rest(
            "PATCH",
            entries,
            "application/json",
            "{\"changes\":[{\"op\":\"update\",\"prefix\":\"192.0.2.0/24\",\"action\":\"OTHERS\"}]}")
        .ok(204);
    browser.button("Save").click();
    browser.awaitText("dialog .failure", "Somebody changed it meanwhile");
    browser.button("Show it as it is now").click();
    browser.awaitNone("dialog");
    browser.awaitText("tbody", "OTHERS");

    browser.button("Delete 192.0.2.0/24").click();
    browser.awaitText(".toasts", "192.0.2.0/24 is deleted.");
    assertThat(platform.rest("GET", entries).ok().json().path("entries")).hasSize(1);
    undo("is deleted");
    browser.awaitText("tbody", "OTHERS");
  }

  @Test
  void otherVariablesMakeANewVersionAndThatCanBeUndone() throws Exception {
    platform.deploy("greets", PAGE, "{\"env\":{\"GREETING\":\"Hello\",\"OLD\":\"x\"}}");
    browser.signIn(platform.token(), "/functions/acme/greets/settings");
    browser.button("Edit the environment").click();
    browser.awaitText(".environment", "makes a new version");
    browser.fill("Value of GREETING", "Hej");
    browser.button("Remove OLD").click();
    browser.button("Add a variable").click();
    browser.fill("Name of variable 2", "GREETING");
    browser.awaitText(".environment .notice", "GREETING is there twice");
    assertThat(browser.button("Save as a new version").isEnabled()).isFalse();
    browser.fill("Name of variable 2", "NEW");
    browser.fill("Value of NEW", "y");
    browser.fill("Name of variable 2", "");
    browser.awaitText(".environment .notice", "A value has no name");
    assertThat(browser.button("Save as a new version").isEnabled()).isFalse();
    browser.fill("Name of variable 2", "NEW");
    browser.button("Save as a new version").click();

    browser.awaitText(".toasts", "Version 2 serves now.");
    browser.awaitText("main", "This is version 2");
    JsonNode changed = function("greets");
    assertThat(changed.path("active").asInt()).isEqualTo(2);
    assertThat(changed.at("/versions/1/manifest/env"))
        .hasToString("{\"GREETING\":\"Hej\",\"NEW\":\"y\"}");
    assertThat(changed.at("/versions/0/manifest/env"))
        .hasToString("{\"GREETING\":\"Hello\",\"OLD\":\"x\"}");
    undo("serves now");
    browser.awaitText("main", "This is version 1");
  }

  @Test
  void aTokenIsShownOnceAndRevoked() throws Exception {
    browser.signIn(platform.token(), "/tokens");
    browser.button("New token").click();
    browser.fill("Name", "build-machine");
    browser.field("Scope").sendKeys("Read");
    browser.button("Make the token").click();
    String made = browser.find(".once code").getText();
    assertThat(made).matches("verge_[A-Za-z0-9_-]{43}");
    assertThat(browser.text(":focus")).isEqualTo("I have it");
    browser.press(Keys.ESCAPE);
    browser.press(Keys.ESCAPE);
    assertThat(browser.text(".once code")).isEqualTo(made);
    assertThat(asked(made)).isEqualTo(200);
    browser.button("I have it").click();
    browser.awaitNone("dialog");
    assertThat(browser.driver().getPageSource()).doesNotContain(made);

    browser.awaitText("tbody", "build-machine");
    browser.button("Revoke build-machine").click();
    browser.awaitText("dialog", "Revoke build-machine?");
    browser.button("Keep it").click();
    browser.awaitNone("dialog");
    assertThat(asked(made)).isEqualTo(200);
    browser.button("Revoke build-machine").click();
    browser.find("dialog button.danger").click();
    browser.awaitText(".toasts", "build-machine is revoked.");
    assertThat(asked(made)).isEqualTo(401);

    browser.go("/audit");
    browser.awaitText("tbody tr:first-child", "token-revoke");
    assertThat(browser.text("tbody tr:first-child")).contains("root", "done");
  }

  @Test
  void theAuditLogIsReadPageByPageAndByTenant() {
    for (int i = 0; i < 60; i++) {
      platform.rest("PUT", "/v1/tenants/logged/kv-stores/s" + i, "text/plain", "").ok(204);
    }
    browser.signIn(platform.token(), "/audit");
    browser.find("tbody tr");
    browser.field("Tenant").sendKeys("logged");
    browser.awaitText("tbody tr:first-child", "s59");
    assertThat(browser.count("tbody tr")).isEqualTo(50);
    browser.button("Older entries").click();
    browser.awaitText("main", "These are all");
    assertThat(browser.text("tbody tr:nth-child(60)")).contains("kv-store-create", "s0");
    assertThat(browser.driver().getCurrentUrl()).endsWith("#/audit/logged");
  }

  @Test
  void anAddressWithATokenWorksWhereTheDashboardIsOpenAlready() throws Exception {
    JsonNode other = token("read", ",\"tenant\":\"acme\"");
    browser.signIn(platform.token(), "/");
    browser.awaitText(".who", "root");

    browser.run("location.hash = 'token=' + arguments[0]", other.path("token").asText());

    browser.awaitText(".who", "tester · read · acme");
    assertThat(browser.driver().getCurrentUrl()).endsWith("/ui#/");
  }

  @Test
  void aRequestIsSentAndItsPhasesAreShown() {
    platform.deploy("tried", Guests.path("status"));
    platform.deploy("tried", Guests.path("echo"));
    browser.signIn(platform.token(), "/functions/acme/tried/try");
    browser.field("Method").sendKeys("POST");
    browser.fill("Path", "/anything?x=1");
    browser.fill("Headers, one a line", "Content-Type: text/plain");
    browser.fill("Body", "Ada");
    browser.button("Send").click();

    browser.awaitText("pre.body", "Ada");
    assertThat(browser.text(".trial")).contains("200 in ").contains("text/plain");
    for (String phase : List.of("outside", "isolate", "instantiation", "guest", "response")) {
      assertThat(browser.text("[data-phase=" + phase + "] dd")).matches("[\\d.]+ (µs|ms|s)");
      assertThat(width(".flame .p-" + phase).doubleValue()).isPositive();
    }
    double flame = width(".flame .p-all").doubleValue();
    assertThat(width(".flame .p-outside").doubleValue() + width(".flame .p-inside").doubleValue())
        .isBetween(flame - 2, flame + 2);

    browser.field("Version").sendKeys("v1");
    browser.fill("Path", "/?418");
    browser.button("Send").click();
    browser.awaitText("pre.body", "status 418");
    assertThat(browser.text(".trial .card header")).contains("418 in ").contains("v1");

    browser.fill("Headers, one a line", "Host: elsewhere.example");
    browser.button("Send").click();
    browser.awaitText(".failure", "The header Host is not one that can be chosen here.");
  }

  @Test
  void aRequestIsSentAsItIsMeantAndCanBeStopped() {
    platform.deploy("meant", Guests.path("echo-env"));
    platform.deploy("meant", Guests.path("sleep"));
    platform.deploy("meant", Guests.path("echo-env"));
    browser.signIn(platform.token(), "/functions/acme/meant/try");
    browser.find(".trial");
    browser.field("Method").sendKeys("POST");
    browser.fill("Body", "Ada");
    browser.field("Method").sendKeys("GET");
    browser.find(".trial summary").click();
    browser.fill("Path", "a ü/b?c=d e");
    browser.fill("Headers, one a line", "X-Twice: one\nx-twice: two\nCookie: a=1\nCookie: b=2");
    browser.button("Send").click();

    browser.awaitText("pre.body", "REQUEST_METHOD=GET");
    assertThat(browser.text("pre.body"))
        .contains("HTTP_X_TWICE=one, two", "HTTP_COOKIE=a=1; b=2", "QUERY_STRING=c=d%20e")
        .doesNotContain("CONTENT_LENGTH=3");

    browser.field("Version").sendKeys("v2");
    browser.fill("Path", "/?20000");
    browser.button("Send").click();
    browser.button("Cancel").click();
    await().atMost(RunningPlatform.PATIENCE).until(() -> browser.button("Send").isEnabled());
    assertThat(browser.count(".trial .failure, pre.body")).isZero();
  }

  @Test
  void everythingCanBeDoneFromTheKeyboard() throws Exception {
    platform.deploy("keyed", Guests.path("status"));
    platform.deploy("keyed", Guests.path("status"));
    browser.open("");
    browser.find(".signin");
    await().until(() -> "token".equals(focused("name")));
    browser.press(platform.token(), Keys.ENTER);
    browser.awaitText("table", "keyed");

    browser.press(Keys.TAB);
    assertThat(browser.text(":focus")).isEqualTo("Skip to content");
    browser.press(Keys.ENTER);
    tabTo("acme/keyed");
    assertThat(browser.run("return getComputedStyle(document.activeElement).outlineStyle"))
        .isEqualTo("solid");
    browser.press(Keys.ENTER);
    browser.awaitText("h1", "keyed");
    tabTo("Versions");
    browser.press(Keys.ENTER);
    browser.find("tr.active");
    tabTo("Activate");
    browser.press(Keys.SPACE);
    browser.awaitText(".toasts", "Version 1 serves now.");
    tabTo("Undo");
    browser.press(Keys.ENTER);
    browser.awaitText(".toasts", "Version 2 serves again.");

    tabTo("Deploy a version");
    browser.press(Keys.ENTER);
    browser.find("dialog");
    for (int i = 0; i < 12; i++) {
      browser.press(Keys.TAB);
      assertThat(
              browser.run(
                  "return document.activeElement === document.body || document.querySelector('dialog').contains(document.activeElement)"))
          .isEqualTo(true);
    }
    browser.press(Keys.ESCAPE);
    browser.awaitNone("dialog");
    assertThat(browser.text(":focus")).isEqualTo("Deploy a version");
  }

  @Test
  void whatFunctionsAndClientsWriteIsNeverMarkup() throws Exception {
    platform.deploy("markup", Guests.path("markup"));
    platform.rest("PUT", "/v1/tenants/acme/kv-stores/markup", "text/plain", "").ok(204);
    platform
        .rest(
            "PUT",
            "/v1/tenants/acme/kv-stores/markup/keys/%3Cimg%20src%3Dx%20onerror%3Dhostile%3D1%3E",
            "text/plain",
            MARKUP)
        .ok();
    platform.get("markup", "/<script>hostile=1</script>?<img/src=x/onerror=hostile=1>").ok();
    browser.signIn(platform.token(), "/functions/acme/markup/logs");
    browser.awaitText(".log", MARKUP);
    browser.go("/functions/acme/markup/requests");
    browser.awaitText(".records", "<script>hostile=1</script>");
    browser.go("/functions/acme/markup/try");
    browser.button("Send").click();
    browser.awaitText("pre.body", "<!DOCTYPE html><script>hostile=1</script>");
    browser.awaitText(".headers", "<script>hostile=1</script>");
    browser.go("/kv/acme/markup");
    browser.find(".keys button").click();
    browser.awaitText(".entry h2", "<img src=x onerror=hostile=1>");
    assertThat(browser.field("Value").getAttribute("value")).isEqualTo(MARKUP);
    browser.go("/functions/acme/<img src=x onerror=hostile=1>");
    browser.find(".empty, .failure");
    browser.open("#token=<img src=x onerror=hostile=1>");
    browser.awaitText("h1", "Sign in to Verge");
  }

  @Test
  void aTokenThatOnlyReadsIsOfferedNothingThatItMayNot() throws Exception {
    platform.deploy("looked", Guests.path("status"));
    platform.deploy("looked", Guests.path("status"));
    platform.get("looked", "/?200").ok();
    platform.rest("PUT", "/v1/tenants/acme/kv-stores/seen/keys/k", "text/plain", "v").ok();
    browser.signIn(token("read", ",\"tenant\":\"acme\"").path("token").asText(), "/");
    browser.awaitText("table", "looked");
    for (String page : List.of("overview", "versions", "isolates", "settings", "try")) {
      browser.go("/functions/acme/looked/" + page);
      browser.find("main h2, main table, main .empty");
      assertThat(browser.driver().findElements(By.cssSelector("main button")))
          .extracting(WebElement::getText)
          .doesNotContain("Deploy a version", "Activate", "Delete", "Renew", "Send")
          .noneMatch(text -> text.startsWith("Roll back") || text.startsWith("Close idle"));
    }
    browser.go("/kv/acme/seen");
    browser.find(".keys button").click();
    browser.find(".entry");
    assertThat(browser.field("Value").getAttribute("readonly")).isNotNull();
    assertThat(browser.text("main")).doesNotContain("Save", "New entry", "Delete store");
    platform.rest("PUT", "/v1/tenants/acme/config-stores/seen/items/k", "text/plain", "v").ok(204);
    browser.go("/config/acme/seen");
    browser.awaitText("tbody", "v");
    assertThat(browser.text("main")).doesNotContain("Edit", "New item", "Delete", "Add");
    assertThat(browser.text("header")).doesNotContain("Access");
    for (String page : List.of("/tokens", "/audit")) {
      browser.go(page);
      browser.awaitText(".empty", "for the scope admin; this token has read");
      assertThat(browser.count("main button")).isZero();
    }
  }

  @Test
  void coloursAreTheSystemsUntilSomebodyChooses() {
    browser.signIn(platform.token(), "/");
    browser.awaitText("h1", "Functions");
    String light = background();
    browser.prefer("dark");
    String dark = background();
    assertThat(dark).isNotEqualTo(light);

    browser.find(".who button[aria-label^=Colours]").click();
    awaitBackground(light);
    browser.driver().navigate().refresh();
    browser.awaitText("h1", "Functions");
    awaitBackground(light);
    browser.find(".who button[aria-label^=Colours]").click();
    browser.prefer("light");
    awaitBackground(dark);
  }

  /** The pictures are looked at by people; some are in the documentation. */
  @ParameterizedTest(name = "{0}, {1} wide")
  @CsvSource({
    "light, 1280, 900",
    "dark, 1280, 900",
    "light, 360, 780",
    "dark, 360, 780",
    "dark, 768, 1024"
  })
  void everyPageIsAccessibleAndFitsTheWindow(String colours, int width, int height)
      throws Exception {
    inhabit();
    browser.resize(width, height);
    browser.prefer(colours);
    browser.open("");
    browser.find(".signin form");
    check("sign-in", colours, width);
    browser.signIn(platform.token(), "/");
    browser.awaitText("h1", "Functions");
    for (Map<String, String> pages : List.of(PAGES, ADMINISTRATION)) {
      for (Map.Entry<String, String> page : pages.entrySet()) {
        String[] names = page.getKey().split(" ", 2);
        browser.go(names[1]);
        browser.find("main:not(:has(.waiting)) " + page.getValue());
        switch (names[0]) {
          case "try" -> {
            browser.button("Send").click();
            browser.find(".flame");
          }
          case "kv", "requests" -> browser.find(page.getValue()).click();
          case "settings" -> {
            browser.button("Edit the environment").click();
            browser.find(".environment");
          }
          default -> {}
        }
        check(names[0], colours, width);
      }
    }
    browser.go("/functions/acme/nobody");
    browser.awaitText(".empty", "There is no such function");
    check("missing", colours, width);
    for (String[] dialog : DIALOGS) {
      browser.go(dialog[1]);
      browser.button(dialog[2]).click();
      browser.find("dialog :is(input, button)");
      check(dialog[0], colours, width);
      browser.press(Keys.ESCAPE);
      browser.awaitNone("dialog");
    }
    browser.go("/tokens");
    browser.button("New token").click();
    browser.fill("Name", "shown-once");
    browser.button("Make the token").click();
    browser.find(".once code");
    check("token", colours, width);
    browser.button("I have it").click();
    browser.awaitNone("dialog");
    browser.go("/functions/acme/page/try");
    browser.find(".trial summary").click();
    browser.fill("Headers, one a line", "Host: elsewhere.example");
    browser.button("Send").click();
    browser.find(".failure");
    check("failure", colours, width);
  }

  private void check(String name, String colours, int width) {
    browser.photograph(PICTURES.resolve("%s-%s-%d.png".formatted(name, colours, width)));
    assertThat(browser.accessibilityProblems()).as(name).isEmpty();
    Number scrolled = (Number) browser.run("return document.documentElement.scrollWidth");
    assertThat(scrolled.intValue()).as(name).isLessThanOrEqualTo(width);
  }

  /** A tenant with something to see everywhere. */
  private void inhabit() {
    if (platform.rest("GET", RunningPlatform.path("page")).status() != 404) {
      return;
    }
    for (int i = 0; i < 3; i++) {
      platform.deploy("rolls", Guests.path("status"));
    }
    platform
        .rest(
            "PUT",
            RunningPlatform.path("rolls") + "/deployment/canary",
            "application/json",
            "{\"version\":2,\"percent\":10,\"rollback\":{\"error_rate\":0.07}}")
        .ok();
    platform.deploy("page", Guests.path("log"));
    platform.get("page", "/").ok();
    platform.deploy("page", PAGE, "{\"env\":{\"GREETING\":\"Hello\"}}");
    for (int i = 0; i < 30; i++) {
      platform.get("page", i % 10 == 0 ? "/nothing/here" : "/");
    }
    platform
        .rest(
            "PUT",
            "/v1/tenants/acme/config-stores/flags/items",
            "application/json",
            "{\"items\":{\"dark-mode\":\"on\",\"greeting\":\"Hello\",\"%s\":\"%s\"}}"
                .formatted("k".repeat(200), "v".repeat(2000)))
        .ok(204);
    platform
        .rest(
            "PUT",
            "/v1/tenants/acme/acls/spammers/entries",
            "application/json",
            "{\"entries\":[{\"prefix\":\"192.0.2.0/24\",\"action\":\"BLOCK\"},{\"prefix\":\"2001:db8::/32\",\"action\":\"ALLOW\"}]}")
        .ok(204);
    token("deploy", ",\"tenant\":\"acme\"");
    for (String key : List.of("articles/1", "articles/2", "flags", "greeting", "users/ada")) {
      platform
          .rest(
              "PUT",
              "/v1/tenants/acme/kv-stores/articles/keys/" + key.replace("/", "%2F"),
              "application/json",
              "{\"title\": \"%s\", \"read\": 42}".formatted(key))
          .ok();
    }
  }

  /** Sends requests of which the last one says that it is. */
  private void send(String function, int number, String target) {
    try (Client client = platform.connect()) {
      String host = RunningPlatform.host(function);
      for (int i = 0; i < number; i++) {
        client.request("GET", host, target, Map.of(), new byte[0]).reply("GET");
      }
      client.request("GET", host, "/last?200", Map.of(), new byte[0]).reply("GET");
    }
  }

  /** Does something while another tab is seen. */
  private void unseen(Runnable work) {
    String page = browser.driver().getWindowHandle();
    browser.driver().switchTo().newWindow(WindowType.TAB);
    work.run();
    browser.driver().close();
    browser.driver().switchTo().window(page);
  }

  /** Takes back what a toast with these words tells. */
  private void undo(String words) {
    browser
        .find(
            By.xpath(
                "//div[@class='toast'][contains(., '%s')]//button[text()='Undo']".formatted(words)))
        .click();
  }

  /** With which status the control plane answers a token. */
  private int asked(String token) {
    return platform
        .rest("GET", "/v1/token", Map.of("Authorization", "Bearer " + token), new byte[0])
        .status();
  }

  /** Tab after Tab until something has the focus that begins with a text. */
  private void tabTo(String text) {
    List<String> met = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      browser.press(Keys.TAB);
      String there = browser.text(":focus").strip();
      if (there.equals(text)) {
        return;
      }
      met.add(there);
    }
    throw new AssertionError("Tab never led to %s, but to %s".formatted(text, met));
  }

  private Object focused(String attribute) {
    return browser.run("return document.activeElement.getAttribute(arguments[0])", attribute);
  }

  private String background() {
    return (String) browser.run("return getComputedStyle(document.body).backgroundColor");
  }

  private void awaitBackground(String colour) {
    await()
        .atMost(RunningPlatform.PATIENCE)
        .untilAsserted(() -> assertThat(background()).isEqualTo(colour));
  }

  private Number width(String selector) {
    return (Number)
        browser.run(
            "return document.querySelector(arguments[0]).getBoundingClientRect().width", selector);
  }

  /** How many pixels of a chart have a colour that is no grey. */
  private long coloured(int chart) {
    return (Long)
        browser.run(
            """
            const canvas = document.querySelectorAll('.chart canvas')[arguments[0]];
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            let pixels = 0;
            for (let at = 0; at < data.length; at += 4) {
              const [red, green, blue, alpha] = data.slice(at, at + 4);
              pixels += alpha > 40 && Math.max(red, green, blue) - Math.min(red, green, blue) > 40 ? 1 : 0;
            }
            return pixels;
            """,
            chart);
  }

  private WebElement row(String function) {
    return browser.find(By.xpath("//tr[th/a[contains(., '%s')]]".formatted(function)));
  }

  private JsonNode function(String name) {
    return platform.rest("GET", RunningPlatform.path(name)).ok().json();
  }

  /** A token, with further members after the name and the scope. */
  private JsonNode token(String scope, String more) {
    return platform
        .rest(
            "POST",
            "/v1/tokens",
            "application/json",
            "{\"name\":\"tester\",\"scope\":\"%s\"%s}".formatted(scope, more))
        .ok(201)
        .json();
  }
}
