package dev.verge.deploy.vendor.fastly;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.verge.deploy.access.Caller;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.access.Tenants;
import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.audit.Change;
import dev.verge.deploy.catalogue.Catalogue;
import dev.verge.deploy.catalogue.Turns;
import dev.verge.deploy.fastly.FastlyProject;
import dev.verge.deploy.manifest.HostnameRules;
import dev.verge.deploy.manifest.Manifest;
import dev.verge.deploy.manifest.ManifestReader;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.routing.Deployment;
import dev.verge.deploy.store.QuotaExceededException;
import dev.verge.deploy.store.Services;
import dev.verge.deploy.store.Store;
import dev.verge.deploy.store.StoredDraft;
import dev.verge.deploy.store.StoredFunction;
import dev.verge.deploy.store.StoredService;
import dev.verge.deploy.store.StoredServiceVersion;
import dev.verge.deploy.store.StoredVersion;
import dev.verge.isolate.FunctionId;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.platform.secrets.SecretStores;
import dev.verge.isolate.pool.Isolates;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Services and their versions. Every function of a tenant is a service, however it was deployed,
 * and each of its versions one of the service's: those that came otherwise are written down when
 * somebody looks, as locked.
 *
 * <p>Methods throw {@link ProblemException} when what is asked cannot be granted; whatever belongs
 * to another tenant is not there.
 */
final class FastlyServices {
  private static final Logger LOG = LoggerFactory.getLogger(FastlyServices.class);
  private static final int MOST_SERVICES = 1000;
  private static final int MOST_DRAFTS = 100;
  private static final int MOST_LOST = 100;

  private final Catalogue catalogue;
  private final Store store;
  private final Tenants tenants;
  private final HostnameRules rules;
  private final SecretStores secrets;
  private final Isolates isolates;
  private final Turns turns = new Turns();

  /** Held, after a service's turn, while a service gets a name that no other of its tenant has. */
  private final Turns naming = new Turns();

  FastlyServices(
      Catalogue catalogue,
      Store store,
      Tenants tenants,
      HostnameRules rules,
      SecretStores secrets,
      Isolates isolates) {
    this.catalogue = catalogue;
    this.store = store;
    this.tenants = tenants;
    this.rules = rules;
    this.secrets = secrets;
    this.isolates = isolates;
  }

  /** Lets nobody else change a service until it is closed; all its versions are known then. */
  Turns.Turn turn(StoredService service) {
    Turns.Turn turn = turns.take(service.function());
    try {
      // It may have been deleted while this waited, and would come to be again.
      var _ = found(service.id());
      store.function(service.function()).ifPresent(this::adoptAtTurn);
      return turn;
    } catch (RuntimeException e) {
      turn.close();
      throw e;
    }
  }

  private StoredService found(String id) {
    return services().find(id).orElseThrow(() -> noSuchService(id));
  }

  private static ProblemException noSuchService(String id) {
    return missing("There is no service %s.".formatted(shown(id)));
  }

  private Turns.Turn naming(String tenant) {
    return naming.take(new FunctionId(tenant, "any"));
  }

  /** A tenant's services, oldest first. */
  List<StoredService> list(String tenant) {
    adopt(tenant);
    return services().list(tenant);
  }

  /** One service. */
  StoredService service(String tenant, String id) {
    StoredService service = found(id);
    if (!service.function().tenant().equals(tenant)) {
      throw noSuchService(id);
    }
    store.function(service.function()).ifPresent(this::adopt);
    return service;
  }

  /** A service's versions, by number. */
  List<StoredServiceVersion> versions(StoredService service) {
    List<StoredServiceVersion> versions = services().versions(service.id());
    if (versions.isEmpty()) {
      // It was deleted just now: a service always has one.
      throw noSuchService(service.id());
    }
    return versions;
  }

  /** The number of the version that serves. */
  OptionalInt active(StoredService service) {
    return catalogue
        .deployments()
        .of(service.function())
        .map(Deployment::version)
        .map(
            serving ->
                versions(service).stream()
                    .filter(version -> version.activated() && is(version, serving))
                    .mapToInt(StoredServiceVersion::number)
                    .findFirst())
        .orElse(OptionalInt.empty());
  }

  /** The version that serves, else the newest; a service always has one. */
  Draft current(StoredService service) {
    return draft(service, active(service).orElseGet(() -> versions(service).getLast().number()));
  }

  /** One version of a service. */
  Draft draft(StoredService service, int number) {
    StoredDraft stored =
        services()
            .draft(service.id(), number)
            .orElseThrow(() -> missing("The service has no version %d.".formatted(number)));
    Manifest manifest =
        ManifestReader.stored(stored.manifest())
            .unsealed(
                (backend, text) ->
                    new String(secrets.unseal(context(service, number, backend), text), UTF_8));
    return new Draft(stored.version(), manifest, stored.about().map(PackageInfo::stored));
  }

  /** Makes a service with an empty first version. */
  StoredService create(
      Caller caller,
      String tenant,
      String name,
      String comment,
      Function<FunctionId, Change> change) {
    FunctionId function = new FunctionId(tenant, label(name));
    adopt(tenant);
    try (Turns.Turn _ = turns.take(function);
        Turns.Turn _ = naming(tenant)) {
      List<StoredService> others = services().list(tenant);
      requireFree(others, name, Optional.empty());
      others.stream()
          .filter(other -> other.function().equals(function))
          .findFirst()
          .ifPresent(
              other -> {
                throw new ProblemException(
                    ProblemType.NAME_TAKEN,
                    "A service of this name would be the function %s, as the service \"%s\" (%s) is already. Deploy to that one with --service-id, or choose another name."
                        .formatted(function.name(), other.name(), other.id()));
              });
      if (others.size() >= MOST_SERVICES) {
        throw new ProblemException(
            ProblemType.QUOTA_EXCEEDED,
            "The tenant has %d services, which is the most there may be.".formatted(others.size()));
      }
      Instant now = now();
      StoredService service = new StoredService(Ids.random(), function, name, comment, now, now);
      StoredDraft first = stored(service, Draft.empty(1, now));
      return tenants.enter(
          caller,
          tenant,
          () -> {
            bounded(
                service,
                () ->
                    services()
                        .put(
                            service,
                            List.of(first),
                            Set.of(),
                            Optional.of(change.apply(function).with(name))));
            return service;
          });
    }
  }

  /** Gives a service another name or comment. */
  StoredService update(
      StoredService service, Optional<String> name, Optional<String> comment, Change change) {
    String tenant = service.function().tenant();
    adopt(tenant);
    try (Turns.Turn _ = turn(service);
        Turns.Turn _ = naming(tenant)) {
      name.ifPresent(
          wanted -> requireFree(services().list(tenant), wanted, Optional.of(service.id())));
      StoredService before = found(service.id());
      StoredService updated =
          before.with(name.orElse(before.name()), comment.orElse(before.comment()), now());
      services().put(updated, List.of(), Set.of(), Optional.of(change.with(updated.name())));
      return updated;
    }
  }

  /** Removes a service that does not serve, with its function. */
  void delete(StoredService service, Caller caller, Change change) {
    try (Turns.Turn _ = turn(service)) {
      // Asked of the catalogue, where anybody may have activated something since.
      if (catalogue.deployments().of(service.function()).isPresent()) {
        OptionalInt active = active(service);
        throw new ProblemException(
            ProblemType.VERSION_ACTIVE,
            "%s of the service is active. Deactivate it first."
                .formatted(
                    active.isPresent() ? "Version %d".formatted(active.getAsInt()) : "A version"));
      }
      if (versions(service).stream().anyMatch(StoredServiceVersion::activated)) {
        caller.require(Scope.ADMIN);
      }
      if (store.function(service.function()).isPresent()) {
        catalogue.delete(service.function(), change);
      }
      services().delete(service.id(), change.with("service " + service.name()));
    }
  }

  /**
   * Changes a version that is not locked.
   *
   * @param edit gets what it holds and gives what it is to hold
   */
  Draft edit(StoredService service, int number, Change change, UnaryOperator<Draft> edit) {
    try (Turns.Turn _ = turn(service)) {
      Draft draft = draft(service, number);
      requireEditable(draft);
      Draft edited = edit.apply(draft);
      byte[] manifest = ManifestReader.write(edited.manifest()).getBytes(UTF_8);
      if (manifest.length > ManifestReader.MAX_BYTES) {
        throw new ProblemException(
            ProblemType.UPLOAD_TOO_LARGE,
            "Version %d would have more than the %d bytes that fit, certificates and all."
                .formatted(number, ManifestReader.MAX_BYTES));
      }
      // What a manifest may have is decided there.
      var _ = ManifestReader.read(manifest);
      return put(service, edited, change);
    }
  }

  /** Puts a version's comment, also when it is locked. */
  Draft comment(StoredService service, int number, String comment, Change change) {
    try (Turns.Turn _ = turn(service)) {
      Draft draft = draft(service, number);
      return put(service, draft.with(draft.version().withComment(comment)), change);
    }
  }

  /** Lets nothing of a version be changed any more. */
  Draft lock(StoredService service, int number, Change change) {
    try (Turns.Turn _ = turn(service)) {
      Draft draft = draft(service, number);
      return put(service, draft.with(draft.version().locking()), change);
    }
  }

  /** Makes an empty version. */
  Draft add(StoredService service, String comment, Change change) {
    try (Turns.Turn _ = turn(service)) {
      Place place = place(service, OptionalInt.empty());
      Draft empty = Draft.empty(place.number(), now());
      return add(
          service,
          place,
          empty.with(empty.version().withComment(comment)),
          change,
          "version %d".formatted(place.number()));
    }
  }

  /** Makes a version that holds what another one does, its module too. */
  Draft copy(StoredService service, int number, Change change) {
    try (Turns.Turn _ = turn(service)) {
      return copy(service, draft(service, number), change);
    }
  }

  /** As the other, of what need not be stored. To be called at the service's turn. */
  Draft copy(StoredService service, Draft original, Change change) {
    Place place = place(service, OptionalInt.of(original.number()));
    StoredServiceVersion version =
        StoredServiceVersion.draft(place.number(), now()).withComment(original.version().comment());
    OptionalInt module = original.version().version();
    return add(
        service,
        place,
        original.with(module.isPresent() ? version.withVersion(module.getAsInt()) : version),
        change,
        "version %d as %d".formatted(place.number(), original.number()));
  }

  /**
   * Checks that a version can be copied. To be called at the service's turn.
   *
   * @throws ProblemException when there would be too many
   */
  void requirePlace(StoredService service, Draft original) {
    var _ = place(service, OptionalInt.of(original.number()));
  }

  /**
   * Where one more version goes.
   *
   * @param number its number
   * @param before what gives way to it
   */
  private record Place(int number, Optional<StoredServiceVersion> before) {}

  /** To be called at the service's turn; the version that is spared does not give way. */
  private Place place(StoredService service, OptionalInt spared) {
    // Locked ones count, too: who may not have more could have them without end.
    List<StoredServiceVersion> drafts =
        versions(service).stream().filter(version -> !version.activated()).toList();
    return new Place(
        last(service) + 1,
        drafts.size() < MOST_DRAFTS ? Optional.empty() : Optional.of(oldest(drafts, spared)));
  }

  /** Deployments that fail leave drafts behind, which nothing at Fastly deletes. */
  private static StoredServiceVersion oldest(
      List<StoredServiceVersion> drafts, OptionalInt spared) {
    return drafts.stream()
        .filter(draft -> !draft.locked() && !spared.equals(OptionalInt.of(draft.number())))
        .findFirst()
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.QUOTA_EXCEEDED,
                    "The service has %d versions that were never active, and all are locked. Activate one of them."
                        .formatted(drafts.size())));
  }

  private Draft add(StoredService service, Place place, Draft draft, Change change, String what) {
    Set<Integer> gone = place.before().map(before -> Set.of(before.number())).orElse(Set.of());
    Draft added =
        put(
            service,
            draft,
            gone,
            change.with(
                place
                    .before()
                    .map(before -> "%s, in place of %d".formatted(what, before.number()))
                    .orElse(what)));
    place
        .before()
        .ifPresent(
            before ->
                deleteUnused(service, before.version(), change.as(AuditAction.VERSION_DELETE)));
    return added;
  }

  /**
   * Deletes a version of the function that was of use only to a version of the service that does
   * not have its module any more. To be called at the service's turn.
   */
  void deleteUnused(StoredService service, OptionalInt module, Change change) {
    if (module.isPresent()
        && versions(service).stream().noneMatch(version -> version.version().equals(module))) {
      VersionId id = new VersionId(service.function(), module.getAsInt());
      try {
        catalogue.delete(id, change);
      } catch (ProblemException e) {
        LOG.debug("{} serves, since it was activated in another way, or is gone already.", id, e);
      }
    }
  }

  /** Puts a version in place of what it was. To be called at the service's turn. */
  Draft put(StoredService service, Draft draft, Change change) {
    return put(service, draft, Set.of(), change);
  }

  private Draft put(StoredService service, Draft draft, Set<Integer> gone, Change change) {
    Instant now = now();
    Draft changed = draft.with(draft.version().at(now));
    List<StoredDraft> drafts = List.of(stored(service, changed));
    bounded(service, () -> services().put(service, now, drafts, gone, change));
    return changed;
  }

  /** The problem of a version that is locked. */
  static void requireEditable(Draft draft) {
    if (draft.version().locked()) {
      throw new ProblemException(
          ProblemType.NOT_EDITABLE,
          "Version %d is locked. Clone it, or let the command do so with --autoclone."
              .formatted(draft.number()));
    }
  }

  /** Stores what the tenant's quota may not have room for. */
  private void bounded(StoredService service, Runnable put) {
    try {
      put.run();
    } catch (QuotaExceededException e) {
      isolates.tenants().refused(service.function().tenant(), e.quota());
      throw new ProblemException(ProblemType.QUOTA_EXCEEDED, e.getMessage());
    }
  }

  private Services services() {
    return store.services();
  }

  /** Not to be called at a turn, since it takes others. */
  private void adopt(String tenant) {
    catalogue.functions(tenant).forEach(this::adopt);
  }

  private void adopt(StoredFunction function) {
    Optional<StoredService> known = services().of(function.id());
    if (known.isPresent() && unknown(known.get(), function).isEmpty()) {
      return;
    }
    try (Turns.Turn _ = turns.take(function.id())) {
      // What was seen before may have changed until now.
      store.function(function.id()).ifPresent(this::adoptAtTurn);
    }
  }

  private void adoptAtTurn(StoredFunction function) {
    Optional<StoredService> known = services().of(function.id());
    StoredService service = known.orElseGet(() -> service(function));
    List<StoredDraft> drafts = new ArrayList<>();
    int last = last(service);
    for (StoredVersion version : unknown(service, function)) {
      drafts.add(stored(service, adopted(++last, version)));
    }
    if (last == 0) {
      // All of the function's versions were deleted.
      drafts.add(stored(service, Draft.empty(1, now())));
    }
    if (!drafts.isEmpty()) {
      services().put(service, drafts, lost(service), Optional.empty());
    }
  }

  private static StoredService service(StoredFunction function) {
    Instant now = now();
    Instant since =
        function.versions().stream()
            .map(StoredVersion::created)
            .min(Comparator.naturalOrder())
            .orElse(now);
    return new StoredService(Ids.random(), function.id(), function.id().name(), "", since, now);
  }

  private Draft adopted(int number, StoredVersion version) {
    FunctionId function = version.id().function();
    Manifest manifest = catalogue.manifest(version.id());
    List<String> domains = new ArrayList<>(List.of(rules.ownName(function)));
    domains.addAll(manifest.hostnames());
    return new Draft(
        new StoredServiceVersion(
            number,
            version.note(),
            version.created(),
            version.created(),
            true,
            true,
            OptionalInt.of(version.id().number())),
        manifest.withHostnames(domains),
        Optional.of(PackageInfo.of(function.name(), version.module().bytes())));
  }

  /**
   * Numbers of versions that served and whose modules were deleted since, but for the newest: they
   * can serve no more, and there could be any number of them.
   */
  private Set<Integer> lost(StoredService service) {
    Set<Integer> there =
        store.function(service.function()).stream()
            .flatMap(function -> function.versions().stream())
            .map(version -> version.id().number())
            .collect(Collectors.toSet());
    List<Integer> lost =
        services().versions(service.id()).stream()
            .filter(StoredServiceVersion::activated)
            .filter(version -> version.version().stream().noneMatch(there::contains))
            .map(StoredServiceVersion::number)
            .toList();
    return Set.copyOf(lost.subList(0, Math.max(0, lost.size() - MOST_LOST)));
  }

  /**
   * The function's versions that none of the service's stands for. A draft stands for one that it
   * has the module of until that serves, by whatever way: the draft can still be changed then, and
   * what served cannot.
   */
  private List<StoredVersion> unknown(StoredService service, StoredFunction function) {
    List<StoredServiceVersion> versions = services().versions(service.id());
    Set<Integer> activated = modules(versions.stream().filter(StoredServiceVersion::activated));
    Set<Integer> drafted = modules(versions.stream().filter(version -> !version.activated()));
    if (!drafted.isEmpty()) {
      drafted.removeAll(store.everDeployed(function.id()));
    }
    return function.versions().stream()
        .filter(version -> !activated.contains(version.id().number()))
        .filter(version -> !drafted.contains(version.id().number()))
        .toList();
  }

  /** The numbers that these have at their function. */
  private static Set<Integer> modules(Stream<StoredServiceVersion> versions) {
    return versions
        .flatMap(version -> version.version().stream().boxed())
        .collect(Collectors.toCollection(HashSet::new));
  }

  private int last(StoredService service) {
    return services().versions(service.id()).stream()
        .mapToInt(StoredServiceVersion::number)
        .max()
        .orElse(0);
  }

  private StoredDraft stored(StoredService service, Draft draft) {
    Manifest sealed =
        draft
            .manifest()
            .sealed(
                (backend, key) ->
                    secrets.seal(context(service, draft.number(), backend), key.getBytes(UTF_8)));
    return new StoredDraft(
        draft.version(), ManifestReader.write(sealed), draft.about().map(PackageInfo::stored));
  }

  private static String context(StoredService service, int number, String backend) {
    return "key of the client certificate for %s of version %d of service %s"
        .formatted(backend, number, service.id());
  }

  private static void requireFree(
      List<StoredService> services, String name, Optional<String> except) {
    if (services.stream()
        .anyMatch(other -> other.name().equals(name) && !except.equals(Optional.of(other.id())))) {
      throw new ProblemException(
          ProblemType.NAME_TAKEN, "There is a service of this name already.");
    }
  }

  private static boolean is(StoredServiceVersion version, VersionId serving) {
    return version.version().equals(OptionalInt.of(serving.number()));
  }

  /** A service's name as the name of a function. */
  private static String label(String name) {
    return FastlyProject.functionName(name)
        .orElseThrow(() -> Form.refused("name", "one with letters or digits of ASCII"));
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  static String shown(String id) {
    return id.substring(0, Math.min(id.length(), 64)).replaceAll("\\p{Cntrl}", "?");
  }

  /** The problem of what is not there. */
  static ProblemException missing(String detail) {
    return new ProblemException(ProblemType.NOT_FOUND, detail);
  }
}
