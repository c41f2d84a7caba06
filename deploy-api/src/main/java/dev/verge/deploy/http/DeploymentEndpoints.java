package dev.verge.deploy.http;

import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.catalogue.Activation;
import dev.verge.deploy.catalogue.Catalogue;
import dev.verge.deploy.catalogue.Deployments;
import dev.verge.deploy.catalogue.Precondition;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.rollout.Rollout;
import dev.verge.deploy.store.StoredFunction;
import dev.verge.isolate.FunctionId;
import dev.verge.isolate.VersionId;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** Which version serves a function, and which is tried beside it. */
final class DeploymentEndpoints {
  private static final String DEPLOYMENT = FunctionEndpoints.FUNCTION + "/deployment";
  private static final String CANARY = DEPLOYMENT + "/canary";
  private static final int MAX_BYTES = 4 << 10;

  /** No number that a query could have. */
  private static final int UNSAID = -1;

  private static final String DEPLOYMENT_SHAPE = "{\"version\":1}";

  private final Catalogue catalogue;
  private final Documents documents;

  DeploymentEndpoints(Catalogue catalogue, Documents documents) {
    this.catalogue = catalogue;
    this.documents = documents;
  }

  List<Endpoint> endpoints() {
    Access read = Access.tenant(Scope.READ);
    Access deploy = Access.tenant(Scope.DEPLOY);
    return List.of(
        Endpoint.get(DEPLOYMENT, read, this::show),
        Endpoint.put(DEPLOYMENT, deploy, AuditAction.DEPLOYMENT_ACTIVATE, this::activate),
        Endpoint.delete(DEPLOYMENT, deploy, AuditAction.DEPLOYMENT_END, this::end),
        Endpoint.post(
            DEPLOYMENT + "/rollback", deploy, AuditAction.DEPLOYMENT_ROLL_BACK, this::goBack),
        Endpoint.get(CANARY, read, this::showCanary),
        Endpoint.put(CANARY, deploy, AuditAction.CANARY_PUT, this::putCanary),
        Endpoint.delete(CANARY, deploy, AuditAction.CANARY_ABORT, this::abort),
        Endpoint.post(CANARY + "/promotion", deploy, AuditAction.CANARY_PROMOTE, this::promote));
  }

  private void show(Call call) {
    FunctionId id = call.function();
    StoredFunction function = catalogue.function(id);
    Deployments deployments = catalogue.deployments();
    call.header(HttpHeaders.ETAG, tag(function));
    call.answer(
        200,
        documents.deployment(
            Deployments.active(function),
            function.previous(),
            deployments.of(id),
            deployments.rollout(function)));
  }

  /** What a client says is to be deployed. */
  private record Wanted(int version, Optional<RolloutDocument.Rule> rollback) {}

  private void activate(Call call) throws IOException {
    FunctionId id = catalogue.function(call.function()).id();
    Wanted wanted = call.json(MAX_BYTES, Wanted.class, DEPLOYMENT_SHAPE);
    catalogue
        .deployments()
        .activate(
            version(id, wanted.version()),
            when(call),
            wanted.rollback().map(RolloutDocument.Rule::read),
            precondition(call),
            call.change());
    show(call);
  }

  private void end(Call call) {
    catalogue.deployments().end(call.function(), precondition(call), call.change());
    call.done();
  }

  private void goBack(Call call) {
    FunctionId id = catalogue.function(call.function()).id();
    int to = call.number("to", UNSAID, Integer.MAX_VALUE);
    catalogue
        .deployments()
        .goBack(
            id,
            to == UNSAID ? OptionalInt.empty() : OptionalInt.of(version(id, to).number()),
            precondition(call),
            call.change());
    show(call);
  }

  private void showCanary(Call call) {
    StoredFunction function = catalogue.function(call.function());
    Rollout canary = catalogue.deployments().canary(function);
    call.header(HttpHeaders.ETAG, tag(function));
    call.answer(200, documents.rollout(canary, function.id()));
  }

  private void putCanary(Call call) throws IOException {
    FunctionId id = catalogue.function(call.function()).id();
    RolloutDocument.WantedCanary wanted =
        call.json(
            MAX_BYTES, RolloutDocument.WantedCanary.class, RolloutDocument.WantedCanary.SHAPE);
    catalogue
        .deployments()
        .tryOut(
            version(id, wanted.version()),
            wanted.share(),
            wanted.rollback().map(RolloutDocument.Rule::read),
            when(call),
            call.flag("replace_rule", false),
            precondition(call),
            call.change());
    show(call);
  }

  private void abort(Call call) {
    catalogue.deployments().abort(call.function(), precondition(call), call.change());
    call.done();
  }

  private void promote(Call call) {
    catalogue.deployments().promote(call.function(), precondition(call), call.change());
    show(call);
  }

  private static VersionId version(FunctionId id, int number) {
    if (number < 1) {
      throw new ProblemException(
          ProblemType.NO_SUCH_VERSION, "%s has no version %d.".formatted(id, number));
    }
    return new VersionId(id, number);
  }

  private static Activation when(Call call) {
    return call.flag("wait_warm", false) ? Activation.WHEN_WARM : Activation.AT_ONCE;
  }

  /**
   * {@code If-Match} (RFC 9110, section 13.1.1), by which of two who change at once one notices.
   */
  static Precondition precondition(Call call) {
    return call.header(HttpHeaders.IF_MATCH)
        .map(
            text -> {
              Set<String> tags =
                  Arrays.stream(text.split(",", -1)).map(String::strip).collect(Collectors.toSet());
              return new Precondition(
                  function ->
                      function.active().isPresent()
                          && (tags.contains("*") || tags.contains(tag(function))));
            })
        .orElse(Precondition.NONE);
  }

  /** Changes with what somebody decided, not with what is counted meanwhile. */
  private static String tag(StoredFunction function) {
    return "\"%d\"".formatted(function.revision());
  }
}
