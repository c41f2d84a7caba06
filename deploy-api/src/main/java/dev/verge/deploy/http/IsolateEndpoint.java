package dev.verge.deploy.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.catalogue.Catalogue;
import dev.verge.isolate.pool.IsolateStatus;
import dev.verge.isolate.pool.Isolates;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.util.List;

/** Which isolates of a function are alive. */
final class IsolateEndpoint {
  /** More are counted. */
  private static final int MOST = 1000;

  private final Catalogue catalogue;
  private final Isolates isolates;

  IsolateEndpoint(Catalogue catalogue, Isolates isolates) {
    this.catalogue = catalogue;
    this.isolates = isolates;
  }

  private record IsolateList(List<IsolateDocument> isolates, int more) {}

  private record IsolateDocument(
      int version,
      String state,
      @JsonSerialize(using = ToStringSerializer.class) Instant created,
      long requests,
      @JsonProperty("memory_bytes") long memoryBytes,
      @JsonProperty("weight_bytes") long weightBytes) {
    static IsolateDocument of(IsolateStatus isolate) {
      return new IsolateDocument(
          isolate.version().number(),
          isolate.state().label(),
          isolate.created(),
          isolate.requests(),
          isolate.memoryBytes(),
          isolate.weightBytes());
    }
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(
            FunctionEndpoints.FUNCTION + "/isolates", Access.tenant(Scope.READ), this::list));
  }

  private void list(Call call) {
    List<IsolateStatus> living = isolates.living(catalogue.function(call.function()).id());
    call.header(HttpHeaders.CACHE_CONTROL, "no-store");
    call.answer(
        200,
        new IsolateList(
            living.stream().limit(MOST).map(IsolateDocument::of).toList(),
            Math.max(0, living.size() - MOST)));
  }
}
