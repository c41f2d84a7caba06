package dev.verge.deploy.vendor.fastly;

import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.audit.Change;
import dev.verge.deploy.catalogue.Activation;
import dev.verge.deploy.catalogue.Catalogue;
import dev.verge.deploy.catalogue.Precondition;
import dev.verge.deploy.catalogue.Turns;
import dev.verge.deploy.catalogue.Upload;
import dev.verge.deploy.manifest.HostnameRules;
import dev.verge.deploy.manifest.Manifest;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.store.Store;
import dev.verge.deploy.store.StoredService;
import dev.verge.deploy.store.StoredServiceVersion;
import dev.verge.deploy.store.StoredVersion;
import dev.verge.isolate.FunctionId;
import dev.verge.isolate.VersionId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Makes a function's versions of a service's, and has them serve.
 *
 * <p>A package becomes a version of the function as soon as it is uploaded, which tries its module.
 * When the draft is activated and is still what it was then, that version serves; else another one
 * is made of the same module. So what serves never changes, and drafts may.
 */
final class FastlyDeployments {
  private final FastlyServices services;
  private final Catalogue catalogue;
  private final Store store;
  private final HostnameRules rules;

  FastlyDeployments(
      FastlyServices services, Catalogue catalogue, Store store, HostnameRules rules) {
    this.services = services;
    this.catalogue = catalogue;
    this.store = store;
    this.rules = rules;
  }

  /**
   * Puts a module into a draft.
   *
   * @param change who does this
   */
  Draft upload(StoredService service, int number, ReceivedPackage received, Change change) {
    try (Turns.Turn _ = services.turn(service)) {
      Draft draft = services.draft(service, number);
      FastlyServices.requireEditable(draft);
      Manifest manifest = draft.manifest().withAssets(Optional.empty());
      StoredVersion version;
      try (Upload upload =
          new Upload(
              received.module(),
              Optional.empty(),
              manifest,
              Activation.NONE,
              draft.version().comment())) {
        version = catalogue.add(service.function(), upload, false, change);
      }
      return replace(
          service,
          draft,
          draft.with(manifest).with(received.about()),
          version,
          change
              .as(AuditAction.DRAFT_UPDATE)
              .with("version %d: package %s".formatted(number, received.about().hashsum())));
    }
  }

  /**
   * Has a version serve.
   *
   * @param change who does this
   */
  Draft activate(StoredService service, int number, Change change) {
    try (Turns.Turn _ = services.turn(service)) {
      Draft draft = services.draft(service, number);
      Draft ready = draft.version().activated() ? draft : ready(service, draft, change);
      VersionId version = version(service, ready);
      // Before it serves, so that what serves can never be edited.
      Draft serving =
          services.put(
              service,
              ready.with(ready.version().activating()),
              change.as(AuditAction.DRAFT_UPDATE).with("version %d locked".formatted(number)));
      try {
        catalogue.activate(version, Activation.AT_ONCE, change);
      } catch (RuntimeException e) {
        var _ = services.put(service, ready, change.as(AuditAction.DRAFT_UPDATE));
        throw e;
      }
      return serving;
    }
  }

  /**
   * Ends that a version serves.
   *
   * @param change who does this
   */
  Draft deactivate(StoredService service, int number, Change change) {
    try (Turns.Turn _ = services.turn(service)) {
      Draft draft = services.draft(service, number);
      if (!services.active(service).equals(OptionalInt.of(number))) {
        throw new ProblemException(
            ProblemType.INVALID_FIELD, "Version %d is not active.".formatted(number));
      }
      catalogue.deployments().end(service.function(), Precondition.NONE, change);
      return draft;
    }
  }

  /** Whether a version could be activated: why not, if not. */
  Optional<String> obstacle(StoredService service, int number) {
    Draft draft = services.draft(service, number);
    try {
      var _ = catalogue.version(version(service, draft));
      var _ = claims(service.function(), draft.manifest());
      return Optional.empty();
    } catch (ProblemException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** The hostname under which a version's package can be tried. */
  Optional<String> preview(StoredService service, int number) {
    return stored(service, services.draft(service, number)).flatMap(rules::previewName);
  }

  /** Whether a version has a package that could be activated. */
  boolean hasPackage(StoredService service, Draft draft) {
    return stored(service, draft).isPresent();
  }

  /** The function's version that has a draft's module, when it is still there. */
  private Optional<VersionId> stored(StoredService service, Draft draft) {
    return draft.version().version().stream()
        .mapToObj(number -> new VersionId(service.function(), number))
        .filter(this::exists)
        .findFirst();
  }

  /**
   * Has a service answer under other domains: a version that differs from the active one in nothing
   * else takes its place. Drafts get them, too, so that none of them brings back what was before.
   *
   * @param edit gets a version's domains, and gives what they are to be
   * @param what is said of it, such as {@code domain www.example.com}
   */
  void changeDomains(
      StoredService service, UnaryOperator<List<String>> edit, String what, Change change) {
    try (Turns.Turn _ = services.turn(service)) {
      // What of them cannot be is told before anything is changed.
      List<Draft> drafts =
          services.versions(service).stream()
              .filter(version -> !version.locked())
              .map(version -> edited(service, services.draft(service, version.number()), edit))
              .toList();
      Draft current = services.current(service);
      Draft wanted = edited(service, current, edit);
      if (current.version().locked() && !wanted.equals(current)) {
        if (services.active(service).isPresent()) {
          replace(service, wanted, change);
        } else {
          var _ = services.copy(service, wanted, change.as(AuditAction.DRAFT_CREATE));
        }
      }
      // One of them may have given way to the version that was made.
      Set<Integer> there =
          services.versions(service).stream()
              .map(StoredServiceVersion::number)
              .collect(Collectors.toSet());
      drafts.stream()
          .filter(draft -> there.contains(draft.number()))
          .forEach(
              draft -> {
                var _ =
                    services.put(
                        service,
                        draft,
                        change
                            .as(AuditAction.DRAFT_UPDATE)
                            .with("version %d: %s".formatted(draft.number(), what)));
              });
    }
  }

  /** Has a version that differs from the active one in its manifest serve in its place. */
  private void replace(StoredService service, Draft wanted, Change change) {
    services.requirePlace(service, wanted);
    StoredVersion version =
        catalogue.edit(
            version(service, wanted),
            manifest -> wanted.manifest(),
            Activation.NONE,
            wanted.version().comment(),
            Precondition.NONE,
            change.as(AuditAction.VERSION_EDIT));
    Draft copy;
    try {
      copy =
          services.copy(
              service,
              wanted.with(wanted.version().withVersion(version.id().number())),
              change.as(AuditAction.DRAFT_CREATE));
    } catch (ProblemException e) {
      // The quota has room for one of the two.
      services.deleteUnused(
          service, OptionalInt.of(version.id().number()), change.as(AuditAction.VERSION_DELETE));
      throw e;
    }
    var _ = activate(service, copy.number(), change);
  }

  private Draft edited(StoredService service, Draft draft, UnaryOperator<List<String>> edit) {
    List<String> domains = edit.apply(draft.manifest().hostnames());
    var _ = claims(service.function(), draft.manifest().withHostnames(domains));
    return draft.with(draft.manifest().withHostnames(domains));
  }

  /** The draft with a version of the function that is the draft's alone and just like it. */
  private Draft ready(StoredService service, Draft draft, Change change) {
    VersionId id = version(service, draft);
    String note = draft.version().comment();
    if (isOnly(service, id)
        && catalogue.manifest(id).equals(claimed(service, draft))
        && catalogue.version(id).note().equals(note)) {
      return draft;
    }
    StoredVersion version =
        catalogue.edit(
            id,
            manifest -> draft.manifest(),
            Activation.NONE,
            note,
            Precondition.NONE,
            change.as(AuditAction.VERSION_EDIT));
    return replace(
        service,
        draft,
        draft,
        version,
        change
            .as(AuditAction.DRAFT_UPDATE)
            .with("version %d: as edited".formatted(draft.number())));
  }

  /** The version before is of no use to anybody when only this draft had it. */
  private Draft replace(
      StoredService service, Draft before, Draft after, StoredVersion version, Change change) {
    Draft replaced =
        services.put(
            service, after.with(after.version().withVersion(version.id().number())), change);
    services.deleteUnused(
        service, before.version().version(), change.as(AuditAction.VERSION_DELETE));
    return replaced;
  }

  private boolean isOnly(StoredService service, VersionId id) {
    return services.versions(service).stream()
            .filter(version -> version.version().equals(OptionalInt.of(id.number())))
            .count()
        == 1;
  }

  private boolean exists(VersionId id) {
    return store
        .function(id.function())
        .flatMap(function -> function.version(id.number()))
        .isPresent();
  }

  private Manifest claimed(StoredService service, Draft draft) {
    return draft.manifest().withHostnames(claims(service.function(), draft.manifest()));
  }

  private List<String> claims(FunctionId function, Manifest manifest) {
    return rules.claims(function, manifest.hostnames());
  }

  private VersionId version(StoredService service, Draft draft) {
    return stored(service, draft)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.INVALID_FIELD,
                    "Version %d %s. %s"
                        .formatted(
                            draft.number(),
                            draft.version().version().isEmpty()
                                ? "has no package"
                                : "has lost its package, which was deleted at Verge",
                            advice(draft))));
  }

  private static String advice(Draft draft) {
    return (draft.version().locked()
            ? "It is locked, so clone it, and upload one to the clone: fastly compute deploy --version %1$d does both, as does fastly compute update --version %1$d --autoclone"
            : "Upload one: fastly compute deploy --version %d, or fastly compute update")
        .formatted(draft.number());
  }
}
