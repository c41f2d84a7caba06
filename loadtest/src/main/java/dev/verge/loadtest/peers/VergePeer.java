package dev.verge.loadtest.peers;

import dev.verge.loadtest.BenchException;
import dev.verge.loadtest.http.Call;
import dev.verge.loadtest.target.Target;
import dev.verge.loadtest.target.VergePlatform;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Verge itself, as {@code ./verge up} starts it, in a home of its own. The first start brings the
 * samples, and deploys the guests that are not among them.
 *
 * @param home kept from one start to the next
 * @param deployed work items whose guests are no samples
 */
record VergePeer(Workshop workshop, Path home, List<String> deployed) implements Peer {
  private static final String TENANT = "bench";

  /** It may build what is not built. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @Override
  public String name() {
    return "verge";
  }

  @Override
  public List<String> units() {
    return List.of();
  }

  /**
   * One that answers.
   *
   * @param platform its control plane
   */
  record Started(Running running, VergePlatform platform) {}

  @Override
  public Running start() {
    return startWithControlPlane().running();
  }

  Started startWithControlPlane() {
    int port = PeerProcess.freePort();
    int control = PeerProcess.freePort();
    PeerProcess process =
        PeerProcess.start(
            new PeerProcess.Start(
                List.of(workshop.root().resolve("verge").toString(), "up"),
                Map.of(
                    "VERGE_HOME", home.toString(),
                    "VERGE_PORT", String.valueOf(port),
                    "VERGE_ADMIN_PORT", String.valueOf(control)),
                workshop.root(),
                workshop.log(name()),
                get("hello.demo.localhost", port, "/"),
                PATIENCE));
    try {
      // Functions may answer before the control plane does.
      process.awaitAnswer(get("localhost", control, "/healthz"));
      VergePlatform platform = platform(control);
      Map<String, Target> targets = targets(platform);
      return new Started(new Running(process, targets, targets), platform);
    } catch (RuntimeException | Error e) {
      process.close();
      throw e;
    }
  }

  /** Deletes the home: its token and versions are of no use to anyone. */
  void discard() {
    if (!Files.exists(home)) {
      return;
    }
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new BenchException("Verge's home could not be deleted: " + e, e);
    }
  }

  private static Call get(String host, int port, String path) {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    return new Call(address, host + ":" + port, "GET", path, "");
  }

  private VergePlatform platform(int control) {
    try {
      return new VergePlatform(
          URI.create("http://127.0.0.1:" + control),
          Files.readString(home.resolve("root-token")).strip());
    } catch (IOException e) {
      throw new BenchException("Verge's home cannot be read: " + e, e);
    }
  }

  private Map<String, Target> targets(VergePlatform platform) {
    Map<String, Target> targets = new HashMap<>();
    for (String work : deployed) {
      // A guest's unit and its binary are named as the work.
      Path module = workshop.file(work).resolve(work + ".wasm");
      if (workshop.problem(work).isEmpty()) {
        if (!platform.has(TENANT, work)) {
          platform.deploy(TENANT, work, module);
        }
        targets.put(work, only(platform, TENANT + "/" + work));
      }
    }
    targets.put(Work.HELLO, only(platform, "demo/hello"));
    targets.put(Work.PAGE, only(platform, "demo/page"));
    return targets;
  }

  private static Target only(VergePlatform platform, String name) {
    return platform.targets(List.of(name), Optional.empty()).getFirst();
  }
}
