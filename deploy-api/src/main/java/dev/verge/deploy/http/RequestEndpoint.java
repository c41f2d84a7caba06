package dev.verge.deploy.http;

import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.catalogue.Catalogue;
import dev.verge.deploy.requests.RequestRecords;
import dev.verge.deploy.requests.RequestRing;
import dev.verge.isolate.FunctionId;
import java.io.IOException;
import java.util.List;

/** What a function was asked lately, or is asked from now on. */
final class RequestEndpoint {
  static final int MAX_LIMIT = RequestRing.SIZE;
  private static final int DEFAULT_LIMIT = 100;

  private final Catalogue catalogue;
  private final RequestRecords requests;
  private final Followers followers;

  RequestEndpoint(Catalogue catalogue, RequestRecords requests, Followers followers) {
    this.catalogue = catalogue;
    this.requests = requests;
    this.followers = followers;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(
            FunctionEndpoints.FUNCTION + "/requests", Access.tenant(Scope.READ), this::read));
  }

  private void read(Call call) throws IOException {
    FunctionId function = catalogue.function(call.function()).id();
    int limit = call.number("limit", DEFAULT_LIMIT, MAX_LIMIT);
    boolean follow = call.flag("follow", false);
    RequestFilter filter = RequestFilter.of(call);
    if (follow) {
      followers.follow(
          call, () -> new RequestFeed(requests, function, limit, filter), RequestDocument.WORDING);
    } else {
      followers.list(
          call,
          RequestFeed.newest(
              requests.of(function).since(0, RequestRing.SIZE).records(), limit, filter),
          RequestDocument.WORDING);
    }
  }
}
