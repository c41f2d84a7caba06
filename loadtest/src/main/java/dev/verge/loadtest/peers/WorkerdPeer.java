package dev.verge.loadtest.peers;

import dev.verge.loadtest.BenchException;
import dev.verge.loadtest.http.Call;
import dev.verge.loadtest.http.Probe;
import dev.verge.loadtest.target.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** workerd: each work a worker with a socket of its own; cold isolates by its worker loader. */
record WorkerdPeer(Workshop workshop) implements Peer {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Override
  public String name() {
    return "workerd";
  }

  @Override
  public List<String> units() {
    return List.of("js", "workerd");
  }

  @Override
  public Running start() {
    Target hello = new PeerTarget(name(), Work.HELLO, PeerProcess.freePort());
    Target page = new PeerTarget(name(), Work.PAGE, PeerProcess.freePort());
    Target compute = new PeerTarget(name(), Work.COMPUTE, PeerProcess.freePort());
    int loader = PeerProcess.freePort();
    Target coldHello = loaded(Work.HELLO, loader);
    Target coldPage = loaded(Work.PAGE, loader);
    PeerProcess process =
        PeerProcess.start(
            new PeerProcess.Start(
                List.of(
                    workshop.file("workerd/workerd").toString(),
                    "serve",
                    "config.capnp",
                    "--experimental",
                    address(hello),
                    address(page),
                    address(compute),
                    "--socket-addr=cold=127.0.0.1:" + loader),
                Map.of(),
                workshop.file("workerd"),
                workshop.log(name()),
                hello.call("GET", "/", ""),
                PATIENCE));
    return new Running(
        process,
        Map.of(Work.HELLO, hello, Work.PAGE, page, Work.PAGE_JS, page, Work.COMPUTE, compute),
        Map.of(Work.HELLO, coldHello, Work.PAGE, coldPage, Work.PAGE_JS, coldPage));
  }

  private static String address(Target target) {
    return "--socket-addr=%s=127.0.0.1:%d".formatted(target.name(), ((PeerTarget) target).port());
  }

  /** Cooling asks the dispatcher for a new isolate. */
  private Target loaded(String work, int port) {
    Call next = new PeerTarget(name(), work, port).call("POST", "/.cool", "");
    return new PeerTarget(
        name(),
        work,
        port,
        () -> {
          try {
            Probe.ask(next, PATIENCE);
          } catch (IOException e) {
            throw new BenchException("workerd could not be cooled: " + e.getMessage(), e);
          }
        });
  }
}
