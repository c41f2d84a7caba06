package dev.verge.loadtest.peers;

import dev.verge.loadtest.target.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Wasmtime in a small embedding of ours, with the same binaries as Verge: a new instance for each
 * request. The JavaScript guest can be instantiated there, but has no host to run on.
 */
record WasmtimePeer(Workshop workshop) implements Peer {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Override
  public String name() {
    return "wasmtime";
  }

  @Override
  public List<String> units() {
    return List.of("wasmtime");
  }

  @Override
  public Running start() {
    int port = PeerProcess.freePort();
    List<String> command = new ArrayList<>();
    command.add(workshop.file("wasmtime/wasmtime-peer").toString());
    command.add(String.valueOf(port));
    Map<String, Target> starts = new HashMap<>();
    for (String work : Work.ALL) {
      Path compiled = workshop.file("wasmtime").resolve(work + ".cwasm");
      if (Files.exists(compiled)) {
        command.add(work + "=" + compiled);
        starts.put(work, new PeerTarget(name(), work, port));
      }
    }
    PeerProcess process =
        PeerProcess.start(
            new PeerProcess.Start(
                command,
                Map.of(),
                workshop.built(),
                workshop.log(name()),
                new PeerTarget(name(), Work.HELLO, port).call("GET", "/", ""),
                PATIENCE));
    Map<String, Target> runs = new HashMap<>(starts);
    runs.remove(Work.PAGE_JS);
    return new Running(process, runs, starts);
  }
}
