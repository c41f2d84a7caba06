package dev.verge.loadtest.peers;

import dev.verge.loadtest.target.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Node.js: one process, {@code node:http}, React. It has no isolates to be cold. */
record NodePeer(Workshop workshop) implements Peer {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Override
  public String name() {
    return "node";
  }

  @Override
  public List<String> units() {
    return List.of("js", "node");
  }

  @Override
  public Running start() {
    int port = PeerProcess.freePort();
    Target hello = new PeerTarget(name(), Work.HELLO, port);
    Target page = new PeerTarget(name(), Work.PAGE, port);
    Target compute = new PeerTarget(name(), Work.COMPUTE, port);
    PeerProcess process =
        PeerProcess.start(
            new PeerProcess.Start(
                List.of(
                    "node",
                    workshop.file("node/server.cjs").toString(),
                    String.valueOf(port),
                    workshop.file("js/dist/node.cjs").toString()),
                Map.of("NODE_ENV", "production"),
                workshop.built(),
                workshop.log(name()),
                hello.call("GET", "/", ""),
                PATIENCE));
    return new Running(
        process,
        // React renders in Node.js what it renders in the JavaScript guest.
        Map.of(Work.HELLO, hello, Work.PAGE, page, Work.PAGE_JS, page, Work.COMPUTE, compute),
        Map.of());
  }
}
