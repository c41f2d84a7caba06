package dev.verge.deploy.http;

import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.catalogue.Catalogue;
import dev.verge.deploy.catalogue.TenantPlaces;
import dev.verge.isolate.platform.logs.FunctionLog;
import dev.verge.isolate.platform.logs.FunctionLogs;
import dev.verge.isolate.platform.logs.LogLine;
import java.io.IOException;
import java.util.List;

/** A function's log, as it is, or as it grows. */
final class LogEndpoint {
  static final int MAX_TAIL = 10_000;
  private static final int DEFAULT_TAIL = 100;

  private static final Wording<LogLine> WORDING =
      new Wording<>() {
        @Override
        public Object of(LogLine line) {
          return LogDocument.of(line);
        }

        @Override
        public Object missed(long lines) {
          return LogDocument.missed(lines);
        }
      };

  /**
   * Calls of a tenant that have lines in memory at once: each some MB, until a client takes them.
   */
  private static final int AT_ONCE = 4;

  private final TenantPlaces places = new TenantPlaces(AT_ONCE);
  private final Catalogue catalogue;
  private final FunctionLogs logs;
  private final Followers followers;

  LogEndpoint(Catalogue catalogue, FunctionLogs logs, Followers followers) {
    this.catalogue = catalogue;
    this.logs = logs;
    this.followers = followers;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(FunctionEndpoints.FUNCTION + "/logs", Access.tenant(Scope.READ), this::read));
  }

  private void read(Call call) throws IOException {
    FunctionLog log = logs.log(catalogue.function(call.function()).id());
    int tail = call.number("tail", DEFAULT_TAIL, MAX_TAIL);
    boolean follow = call.flag("follow", false);
    LogFilter filter = LogFilter.of(call);
    // What a filter leaves of the newest lines may be fewer than what is asked for.
    int read = filter.isOpen() || tail == 0 ? tail : MAX_TAIL;
    if (follow) {
      String tenant = call.tenant();
      followers.follow(call, () -> feed(tenant, log, read, tail, filter), WORDING);
    } else {
      try (TenantPlaces.Place _ = places.take(call.tenant())) {
        List<LogLine> lines = log.tail(read).stream().filter(filter).toList();
        followers.list(
            call, lines.subList(Math.max(0, lines.size() - tail), lines.size()), WORDING);
      }
    }
  }

  private LogFeed feed(String tenant, FunctionLog log, int read, int tail, LogFilter filter) {
    TenantPlaces.Place place = places.take(tenant);
    try {
      return new LogFeed(log, read, tail, filter, place);
    } catch (RuntimeException | Error e) {
      place.close();
      throw e;
    }
  }
}
