package dev.verge.deploy.http;

import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.catalogue.Catalogue;
import dev.verge.isolate.platform.logs.FunctionLog;
import dev.verge.isolate.platform.logs.FunctionLogs;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A function's log, as it is, or as it grows. */
final class LogEndpoint implements AutoCloseable {
  static final int MAX_TAIL = 10_000;
  private static final int DEFAULT_TAIL = 100;
  private static final String NDJSON = "application/x-ndjson";

  private final Catalogue catalogue;
  private final FunctionLogs logs;
  private final Set<LogFollower> followers = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  LogEndpoint(Catalogue catalogue, FunctionLogs logs) {
    this.catalogue = catalogue;
    this.logs = logs;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(FunctionEndpoints.FUNCTION + "/logs", Access.tenant(Scope.READ), this::read));
  }

  private void read(Call call) throws IOException {
    FunctionLog log = logs.log(catalogue.function(call.function()).id());
    int tail = call.number("tail", DEFAULT_TAIL, MAX_TAIL);
    if (call.flag("follow", false)) {
      follow(call, log, tail);
    } else {
      Buffer lines = Buffer.buffer();
      log.tail(tail).forEach(line -> lines.appendBuffer(LogDocument.of(line).line()));
      call.answer(200, NDJSON, lines);
    }
  }

  private void follow(Call call, FunctionLog log, int tail) throws IOException {
    LogFollower follower = new LogFollower(call.stream(NDJSON));
    followers.add(follower);
    try {
      if (closed) {
        follower.stop();
      }
      follower.run(log, tail);
    } finally {
      followers.remove(follower);
    }
  }

  /** Ends all streams. */
  @Override
  public void close() {
    closed = true;
    followers.forEach(LogFollower::stop);
  }
}
