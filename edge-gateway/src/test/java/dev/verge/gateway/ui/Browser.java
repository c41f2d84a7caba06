package dev.verge.gateway.ui;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.verge.gateway.e2e.RunningPlatform;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A headless Chromium on the dashboard of one platform. */
final class Browser implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String AXE = axe();

  private final ChromeDriver driver;
  private final URI controlPlane;

  private Browser(ChromeDriver driver, URI controlPlane) {
    this.driver = driver;
    this.controlPlane = controlPlane;
  }

  static Browser start(Path profile, URI controlPlane) {
    Path browser = onPath("chromium", "chromium-browser", "google-chrome");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(browser.toFile());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--user-data-dir=" + profile);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(onPath("chromedriver").toFile())
            .usingAnyFreePort()
            .build();
    Browser started = new Browser(new ChromeDriver(service, options), controlPlane);
    // What the browser's own first page consists of.
    var _ = started.requested();
    return started;
  }

  private static Path onPath(String... programs) {
    return Stream.of(programs)
        .flatMap(
            program ->
                Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                    .map(folder -> Path.of(folder, program)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "There is no %s on the PATH; ./verge test installs it."
                        .formatted(programs[0])));
  }

  ChromeDriver driver() {
    return driver;
  }

  /** Loads the dashboard anew, with nobody signed in. */
  void open(String fragment) {
    driver.get("about:blank");
    driver.get(controlPlane.resolve("/ui") + fragment);
    run("sessionStorage.clear(); localStorage.clear()");
    driver.get("about:blank");
    driver.get(controlPlane.resolve("/ui") + fragment);
  }

  /** Signs in by the address, as {@code ./verge ui} prints it, and goes somewhere. */
  void signIn(String token, String place) {
    open("#token=" + token);
    find("header.top");
    go(place);
  }

  /** Goes to a place of the dashboard, such as {@code /functions/acme/hello}. */
  void go(String place) {
    run("location.hash = arguments[0]", place);
  }

  Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** Waits for an element that is seen. */
  WebElement find(String selector) {
    return find(By.cssSelector(selector));
  }

  WebElement find(By by) {
    return await(by.toString())
        .atMost(RunningPlatform.PATIENCE)
        .ignoreExceptions()
        .until(
            () -> driver.findElements(by).stream().filter(WebElement::isDisplayed).findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  /** Waits for a button with a name. */
  WebElement button(String name) {
    return find(
        By.xpath("//button[normalize-space()='%1$s' or @aria-label='%1$s']".formatted(name)));
  }

  WebElement link(String name) {
    return find(By.xpath("//a[normalize-space()='%s']".formatted(name)));
  }

  /** The field under a label. */
  WebElement field(String label) {
    return find(
        By.xpath(
            "//*[self::input or self::textarea or self::select][@aria-label='%1$s']|//label[span[normalize-space()='%1$s']]/*[self::input or self::textarea or self::select]"
                .formatted(label)));
  }

  /** Puts a text into a field in place of the one there. */
  void fill(String label, String text) {
    WebElement field = field(label);
    field.sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.DELETE);
    field.sendKeys(text);
  }

  int count(String selector) {
    return driver.findElements(By.cssSelector(selector)).size();
  }

  /** What is written in the first element of a kind; empty when there is none. */
  String text(String selector) {
    Object text = run("return document.querySelector(arguments[0])?.innerText ?? ''", selector);
    return (String) text;
  }

  void awaitText(String selector, String part) {
    await(part + " in " + selector)
        .atMost(RunningPlatform.PATIENCE)
        .untilAsserted(() -> assertThat(text(selector)).contains(part));
  }

  void awaitNone(String selector) {
    await("no " + selector)
        .atMost(RunningPlatform.PATIENCE)
        .untilAsserted(() -> assertThat(count(selector)).isZero());
  }

  void press(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  /** Presses the pointer at one place of the window and lets it go at another. */
  void drag(int fromX, int fromY, int toX, int toY) {
    new Actions(driver)
        .moveToLocation(fromX, fromY)
        .clickAndHold()
        .moveToLocation(toX, toY)
        .release()
        .perform();
  }

  void pointAt(WebElement element) {
    new Actions(driver).moveToElement(element).perform();
  }

  /** Has nothing that is read come any more, so that the page stays as it is. */
  void holdReading() {
    run(
        """
        window.unheld = window.fetch;
        window.fetch = (path, options) =>
          options.method === 'GET' ? new Promise(() => {}) : window.unheld(path, options);
        """);
  }

  void readAgain() {
    run("window.fetch = window.unheld");
  }

  /** Drags a file from outside onto the middle of the window, and lets it go. */
  void drop(Path file) {
    Map<String, Object> data =
        Map.of("items", List.of(), "files", List.of(file.toString()), "dragOperationsMask", 1);
    for (String type : List.of("dragEnter", "dragOver", "drop")) {
      driver.executeCdpCommand(
          "Input.dispatchDragEvent", Map.of("type", type, "x", 200, "y", 300, "data", data));
    }
  }

  /** How many bytes a second go out at the most; -1 for as many as may. */
  void throttle(int bytesPerSecond) {
    driver.executeCdpCommand("Network.enable", Map.of());
    driver.executeCdpCommand(
        "Network.emulateNetworkConditions",
        Map.of(
            "offline",
            false,
            "latency",
            0,
            "downloadThroughput",
            -1,
            "uploadThroughput",
            bytesPerSecond));
  }

  void resize(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /** What the system is said to prefer. */
  void prefer(String colours) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colours))));
  }

  void photograph(Path file) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What axe-core has to say against the page, or the dialog before it that is all one can reach.
   */
  List<String> accessibilityProblems() {
    run(AXE);
    Object found =
        driver.executeAsyncScript(
            """
            const done = arguments[arguments.length - 1];
            axe.run(document.querySelector('dialog[open]') ?? document, { resultTypes: ['violations'] }).then(
              (result) => done(result.violations.map((it) =>
                `${it.id}: ${it.help}: ` + it.nodes.map((node) => `${node.html.slice(0, 200)} (${node.any[0]?.message ?? ''})`).join(' ; '))),
              (failure) => done([String(failure)]));
            """);
    return ((List<?>) found).stream().map(Object::toString).toList();
  }

  /**
   * Complaints in the console since the last time. What the control plane refused is none, nor is
   * that a test changes a file or looks at what was drawn.
   */
  List<String> errors() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(entry -> entry.getMessage())
        .filter(message -> !message.contains("Failed to load resource: the server responded"))
        .filter(message -> !message.contains("ERR_UPLOAD_FILE_CHANGED"))
        .filter(message -> !message.contains("getImageData"))
        .toList();
  }

  /**
   * All that was asked of the network since the last time: not what the browser has of its own,
   * such as the cross in a search field.
   */
  List<String> requested() {
    return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
        .map(entry -> message(entry.getMessage()))
        .filter(message -> message.path("method").asText().equals("Network.requestWillBeSent"))
        .map(message -> message.at("/params/request/url").asText())
        .filter(url -> !url.startsWith("chrome://resources/"))
        .toList();
  }

  private static JsonNode message(String entry) {
    try {
      return JSON.readTree(entry).path("message");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(entry, e);
    }
  }

  private static String axe() {
    Properties jar = new Properties();
    try {
      jar.load(
          new StringReader(resource("/META-INF/maven/org.webjars.npm/axe-core/pom.properties")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return resource(
        "/META-INF/resources/webjars/axe-core/%s/axe.min.js".formatted(jar.getProperty("version")));
  }

  private static String resource(String name) {
    try (InputStream content = Browser.class.getResourceAsStream(name)) {
      return new String(content.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
