package dev.verge.deploy.vendor.fastly;

import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.catalogue.TenantPlaces;
import dev.verge.deploy.http.Call;
import dev.verge.deploy.http.Endpoint;
import dev.verge.deploy.http.UploadLimits;
import dev.verge.deploy.http.Uploads;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.store.Staging;
import dev.verge.deploy.store.StoredService;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** {@code /service/{service}/version}: a service's versions, and the package of each. */
final class ServiceVersionEndpoints {
  private static final String VERSIONS = Addressed.SERVICE + "/version";

  private final FastlyServices services;
  private final FastlyDeployments deployments;
  private final ServiceDocuments documents;
  private final Addressed addressed;
  private final Staging staging;
  private final UploadLimits limits;
  private final Uploads uploads;

  ServiceVersionEndpoints(
      FastlyServices services,
      FastlyDeployments deployments,
      ServiceDocuments documents,
      Addressed addressed,
      Staging staging,
      UploadLimits limits,
      Uploads uploads) {
    this.services = services;
    this.deployments = deployments;
    this.documents = documents;
    this.addressed = addressed;
    this.staging = staging;
    this.limits = limits;
    this.uploads = uploads;
  }

  private record PackageDocument(
      String id,
      String serviceId,
      int version,
      String createdAt,
      String updatedAt,
      PackageInfo metadata)
      implements Document {}

  private record Validity(String status, Optional<String> msg) implements Document {}

  List<Endpoint> endpoints() {
    Access read = Access.own(Scope.READ);
    Access deploy = Access.own(Scope.DEPLOY);
    String version = Addressed.VERSION;
    String content = version + "/package";
    return List.of(
        Endpoint.get(
            VERSIONS, read, call -> call.answer(200, documents.versions(addressed.service(call)))),
        Endpoint.post(VERSIONS, deploy, AuditAction.DRAFT_CREATE, this::create),
        Endpoint.get(version, read, this::show),
        Endpoint.put(version, deploy, AuditAction.DRAFT_UPDATE, this::comment),
        Endpoint.put(version + "/clone", deploy, AuditAction.DRAFT_CREATE, this::copy),
        Endpoint.put(version + "/lock", deploy, AuditAction.DRAFT_UPDATE, this::lock),
        Endpoint.put(
            version + "/activate", deploy, AuditAction.DEPLOYMENT_ACTIVATE, this::activate),
        Endpoint.put(
            version + "/activate/{environment}",
            deploy,
            AuditAction.DEPLOYMENT_ACTIVATE,
            this::refuseEnvironment),
        Endpoint.put(version + "/deactivate", deploy, AuditAction.DEPLOYMENT_END, this::deactivate),
        Endpoint.put(
            version + "/deactivate/{environment}",
            deploy,
            AuditAction.DEPLOYMENT_END,
            this::refuseEnvironment),
        Endpoint.get(version + "/validate", read, this::validate),
        Endpoint.get(content, read, this::showPackage),
        Endpoint.put(
            content,
            deploy,
            AuditAction.VERSION_UPLOAD,
            call -> uploads.count(call, this::upload)));
  }

  private void show(Call call) {
    answer(call, addressed.service(call), addressed.draft(call));
  }

  private void create(Call call) throws IOException {
    StoredService service = addressed.service(call);
    String comment = Form.of(call).comment().orElse("");
    answer(call, service, services.add(service, comment, call.changeTo(service.function())));
  }

  private void comment(Call call) throws IOException {
    StoredService service = addressed.service(call);
    Optional<String> comment = Form.of(call).comment();
    answer(
        call,
        service,
        comment.isEmpty()
            ? addressed.draft(call)
            : services.comment(
                service,
                addressed.number(call),
                comment.get(),
                addressed.change(call, service, "comment")));
  }

  private void copy(Call call) {
    StoredService service = addressed.service(call);
    answer(
        call,
        service,
        services.copy(service, addressed.number(call), call.changeTo(service.function())));
  }

  private void lock(Call call) {
    StoredService service = addressed.service(call);
    answer(
        call,
        service,
        services.lock(service, addressed.number(call), addressed.change(call, service, "locked")));
  }

  private void activate(Call call) {
    StoredService service = addressed.service(call);
    answer(
        call,
        service,
        deployments.activate(service, addressed.number(call), call.changeTo(service.function())));
  }

  /** Previews are Verge's way of trying what does not serve. */
  private void refuseEnvironment(Call call) {
    StoredService service = addressed.service(call);
    int number = addressed.number(call);
    throw Form.refused(
        "environment",
        "left out: Verge has no staging. %s"
            .formatted(
                deployments
                    .preview(service, number)
                    .map(
                        host ->
                            "What was uploaded as version %d can be tried under http://%s, at the data plane's port, before it is activated"
                                .formatted(number, host))
                    .orElse(
                        "Once version %d has a package, that can be tried under a preview hostname"
                            .formatted(number))));
  }

  private void deactivate(Call call) {
    StoredService service = addressed.service(call);
    answer(
        call,
        service,
        deployments.deactivate(service, addressed.number(call), call.changeTo(service.function())));
  }

  private void validate(Call call) {
    Optional<String> obstacle =
        deployments.obstacle(addressed.service(call), addressed.number(call));
    call.answer(200, new Validity(obstacle.isEmpty() ? "ok" : "error", obstacle));
  }

  private void showPackage(Call call) {
    StoredService service = addressed.service(call);
    Draft draft = addressed.draft(call);
    // The command line does not upload again what is the same as a package that it is told of.
    if (!deployments.hasPackage(service, draft)) {
      throw withoutPackage(draft);
    }
    answerPackage(call, service, draft);
  }

  private void upload(Call call) throws IOException {
    StoredService service = addressed.service(call);
    int number = addressed.number(call);
    // Before the package is taken in.
    FastlyServices.requireEditable(services.draft(service, number));
    try (TenantPlaces.Place _ = uploads.take(service.function().tenant());
        ReceivedPackage received = ReceivedPackage.receive(call, staging, limits)) {
      answerPackage(
          call,
          service,
          deployments.upload(service, number, received, call.changeTo(service.function())));
    }
  }

  private void answerPackage(Call call, StoredService service, Draft draft) {
    PackageInfo about = draft.about().orElseThrow(() -> withoutPackage(draft));
    call.answer(
        200,
        new PackageDocument(
            Ids.of("package", service.id(), Integer.toString(draft.number())),
            service.id(),
            draft.number(),
            Document.time(draft.version().created()),
            Document.time(draft.version().updated()),
            about));
  }

  private static ProblemException withoutPackage(Draft draft) {
    return FastlyServices.missing("Version %d has no package.".formatted(draft.number()));
  }

  private void answer(Call call, StoredService service, Draft draft) {
    call.answer(200, documents.version(service, draft.version()));
  }
}
