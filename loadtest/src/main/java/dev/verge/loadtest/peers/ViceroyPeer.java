package dev.verge.loadtest.peers;

import dev.verge.loadtest.target.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Viceroy, with the JavaScript Compute program that Verge serves: the same binary. */
record ViceroyPeer(Workshop workshop) implements Peer {
  /** It compiles the program at its start. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @Override
  public String name() {
    return "viceroy";
  }

  @Override
  public List<String> units() {
    return List.of("page-js", "viceroy");
  }

  @Override
  public Running start() {
    int port = PeerProcess.freePort();
    Target page = new PeerTarget(name(), Work.PAGE_JS, port);
    PeerProcess process =
        PeerProcess.start(
            new PeerProcess.Start(
                List.of(
                    workshop.file("viceroy/bin/viceroy").toString(),
                    "serve",
                    "--config",
                    workshop.file("viceroy/fastly.toml").toString(),
                    "--addr",
                    "127.0.0.1:" + port,
                    workshop.file("page-js/page-js.wasm").toString()),
                Map.of("RUST_LOG", "error"),
                workshop.file("viceroy"),
                workshop.log(name()),
                page.call("GET", "/", ""),
                PATIENCE));
    return new Running(process, Map.of(Work.PAGE_JS, page), Map.of());
  }
}
