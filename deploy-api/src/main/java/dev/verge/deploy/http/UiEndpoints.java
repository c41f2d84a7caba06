package dev.verge.deploy.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The dashboard: a page whose modules call the REST interface with the token that its user gives.
 * The page itself is for anybody and tells nothing. Everything comes from the class path; a browser
 * is told to load nothing from elsewhere, to run nothing but these modules, and to show the page in
 * no other one.
 */
final class UiEndpoints {
  private static final String FOLDER = "/dev/verge/deploy/ui/";
  private static final String JAVASCRIPT = "text/javascript; charset=utf-8";
  private static final String CSS = "text/css; charset=utf-8";

  /** The page's only script that is no file: browsers take no import map from elsewhere. */
  private static final Pattern IMPORT_MAP =
      Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);

  private static final List<String> MODULES =
      List.of(
          "access",
          "api",
          "app",
          "audit",
          "calls",
          "canary",
          "charts",
          "confirm",
          "contents",
          "deploy",
          "entry",
          "environment",
          "followed",
          "format",
          "function",
          "functions",
          "html",
          "isolates",
          "items",
          "keys",
          "live",
          "logs",
          "manifest",
          "networks",
          "overview",
          "parts",
          "phases",
          "requests",
          "route",
          "session",
          "signin",
          "statistics",
          "stores",
          "tenants",
          "theme",
          "tokens",
          "trial",
          "versions");

  private final String policy;
  private final WebFile page;
  private final Map<String, WebFile> files = new HashMap<>();
  private final Map<String, WebFile> libraries = new HashMap<>();

  UiEndpoints() {
    byte[] index = WebFile.load(FOLDER + "index.html");
    policy = policy(new String(index, UTF_8));
    page = WebFile.of("text/html; charset=utf-8", policy, index);
    MODULES.forEach(module -> add(module + ".js", JAVASCRIPT));
    add("style.css", CSS);
    add("icon.svg", "image/svg+xml");
    String preact = WebFile.webJar("org.webjars.npm", "preact");
    library("preact.js", JAVASCRIPT, preact + "dist/preact.module.js");
    library("hooks.js", JAVASCRIPT, preact + "hooks/dist/hooks.module.js");
    library("htm.js", JAVASCRIPT, FOLDER + "htm/htm.module.js");
    String uplot = WebFile.webJar("org.webjars.npm", "uplot");
    library("uplot.js", JAVASCRIPT, uplot + "dist/uPlot.esm.js");
    library("uplot.css", CSS, uplot + "dist/uPlot.min.css");
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.open("/ui", page::answer),
        Endpoint.open("/ui/{file}", call -> file(files, call)),
        Endpoint.open("/ui/lib/{file}", call -> file(libraries, call)));
  }

  private static void file(Map<String, WebFile> files, Call call) {
    WebFile file = files.get(call.parameter("file"));
    if (file == null) {
      throw new ProblemException(ProblemType.NOT_FOUND, "The dashboard has no such file.");
    }
    file.answer(call);
  }

  private void add(String name, String mediaType) {
    files.put(name, WebFile.of(mediaType, policy, WebFile.load(FOLDER + name)));
  }

  private void library(String name, String mediaType, String resource) {
    libraries.put(name, WebFile.of(mediaType, policy, WebFile.load(resource)));
  }

  private static String policy(String index) {
    Matcher map = IMPORT_MAP.matcher(index);
    if (!map.find()) {
      throw new IllegalStateException("The dashboard's page has no import map.");
    }
    return String.join(
        "; ",
        "default-src 'none'",
        "script-src 'self' 'sha256-%s'".formatted(WebFile.digest(map.group(1).getBytes(UTF_8))),
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'");
  }
}
