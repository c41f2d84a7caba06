package dev.verge.deploy.catalogue;

import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.audit.Change;
import dev.verge.deploy.catalogue.Routes.Route;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.requests.RequestRecords;
import dev.verge.deploy.rollout.RollbackRule;
import dev.verge.deploy.rollout.Rollout;
import dev.verge.deploy.rollout.RolloutWatch;
import dev.verge.deploy.rollout.Share;
import dev.verge.deploy.rollout.Tally;
import dev.verge.deploy.routing.Deployment;
import dev.verge.deploy.store.Store;
import dev.verge.deploy.store.StoreException;
import dev.verge.deploy.store.StoredFunction;
import dev.verge.deploy.store.StoredVersion;
import dev.verge.isolate.FunctionId;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.pool.Isolates;
import dev.verge.isolate.template.Template;
import dev.verge.isolate.warmup.WarmUp;
import dev.verge.isolate.warmup.WarmUpState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What serves each function, and how that changes: activation, canaries, and what is taken back by
 * a rule. Safe on any thread; methods may block on the disk, and some for as long as a module takes
 * to be tried.
 *
 * <p>Methods that change something throw {@link ProblemException} when what is asked cannot be
 * granted. When one returns, the routing table has it: requests that come are served so, and those
 * that were routed before end as they began.
 */
public final class Deployments implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Deployments.class);
  private final Store store;
  private final Isolates isolates;
  private final RequestRecords requests;
  private final Finder finder;
  private final Routes routes;
  private final Trials trials;
  private final Warmth warmth;
  private final Turns turns;
  private final Preparations preparations;
  private final ConcurrentHashMap<FunctionId, RolloutWatch> watches = new ConcurrentHashMap<>();

  /**
   * What would be gone back to, with which a function that is in trouble needs neither time nor
   * memory for a trial. Changed at the function's turn.
   */
  private final ConcurrentHashMap<FunctionId, Template> kept = new ConcurrentHashMap<>();

  /** Routes what is stored as deployed; the templates are made again later. */
  Deployments(
      Store store,
      Isolates isolates,
      RequestRecords requests,
      Routes routes,
      Trials trials,
      Warmth warmth,
      Turns turns) {
    this.store = store;
    this.isolates = isolates;
    this.requests = requests;
    this.finder = new Finder(store);
    this.routes = routes;
    this.trials = trials;
    this.warmth = warmth;
    this.turns = turns;
    this.preparations = new Preparations(takenOver(), this::settled, this::again);
  }

  /** Begins to make the templates of what was taken over. To be called once. */
  void prepare() {
    preparations.begin();
  }

  /** Makes no more of them, waits for those that are being made, and keeps what is to be kept. */
  @Override
  public void close() {
    preparations.end();
    warmth.close();
  }

  /** What answers for a function now. */
  public Optional<Deployment> of(FunctionId function) {
    return routes.deployment(function);
  }

  /** What answers for all functions that are deployed. */
  public List<Deployment> all() {
    return routes.deployments();
  }

  /** The deployed version of each function, with what calls it by a schedule. */
  public Map<FunctionId, Scheduled> scheduled() {
    return routes.scheduled();
  }

  /** How warm a version's code is; empty when it is not deployed, or wants no warm-up. */
  public Optional<WarmUpState> warmth(VersionId version) {
    return warmth.of(version);
  }

  /** The version that a function tries, or tried last, with what was counted by now. */
  public Optional<Rollout> rollout(StoredFunction function) {
    return function
        .rollout()
        .map(rollout -> rollout.running() ? rollout.with(tally(function.id())) : rollout);
  }

  /**
   * The version of a function that is deployed.
   *
   * @throws ProblemException when none is
   */
  public static StoredVersion active(StoredFunction function) {
    return Finder.active(function);
  }

  /**
   * The version that serves beside it, with what was counted by now.
   *
   * @throws ProblemException when none does
   */
  public Rollout canary(StoredFunction function) {
    return runningCanary(function).with(tally(function.id()));
  }

  /**
   * Makes a stored version the deployed one, for all requests. Does nothing when it is that and no
   * rule is given.
   *
   * @param when {@link Activation#AT_ONCE} or {@link Activation#WHEN_WARM}
   * @param rule when the version before is activated again
   * @param expected what the deployment must be
   * @param change who does this
   */
  public void activate(
      VersionId id,
      Activation when,
      Optional<RollbackRule> rule,
      Precondition expected,
      Change change) {
    Optional<Step> wanted = activation(id, rule, expected);
    if (wanted.isEmpty()) {
      return;
    }
    Template template = template(wanted.get().version());
    Optional<WarmUp> warmUp = warmUp(wanted.get().version(), template, when);
    try (Turns.Turn _ = turns.take(id.function())) {
      // Others may have changed something meanwhile.
      Optional<Step> step = activation(id, rule, expected);
      if (step.isEmpty()) {
        return;
      }
      StoredVersion version = step.get().version();
      Optional<Rollout> rollout = step.get().rollout();
      store.activate(
          id,
          rollout,
          change.with(
              "version %d%s".formatted(id.number(), rule.isPresent() ? ", with a rule" : "")));
      serve(version, template, warmUp);
      rollout.filter(Rollout::running).ifPresent(it -> watch(id.function(), it));
    }
  }

  /**
   * What is to be done when things are as they are now.
   *
   * @param version becomes the deployed one, or the canary
   * @param rollout in place of the one before
   */
  private record Step(StoredVersion version, Optional<Rollout> rollout) {}

  /** Empty when it is so already. */
  private Optional<Step> activation(
      VersionId id, Optional<RollbackRule> rule, Precondition expected) {
    StoredFunction function = finder.function(id.function());
    expected.check(function);
    StoredVersion version = Finder.version(function, id.number());
    if (rule.isEmpty() && servesAlone(id)) {
      return Optional.empty();
    }
    return Optional.of(
        new Step(
            version,
            rule.isPresent() ? Optional.of(watched(function, version, rule)) : replaced(function)));
  }

  /**
   * Lets a stored version serve a share of the requests beside the deployed one.
   *
   * @param rule when the canary is aborted
   * @param when {@link Activation#AT_ONCE} or {@link Activation#WHEN_WARM}
   * @param replacesRule whether a rule that watches the deployed version is given up for it
   * @param expected what the deployment must be
   * @param change who does this
   */
  public void tryOut(
      VersionId id,
      Share share,
      Optional<RollbackRule> rule,
      Activation when,
      boolean replacesRule,
      Precondition expected,
      Change change) {
    StoredVersion wanted = canary(id, replacesRule, expected).version();
    Template template = template(wanted);
    Optional<WarmUp> warmUp = warmUp(wanted, template, when);
    try (Turns.Turn _ = turns.take(id.function())) {
      // Others may have changed something meanwhile.
      Pair pair = canary(id, replacesRule, expected);
      Deployment.Single serving =
          routes.deployment(id.function()).map(Deployment::main).orElseThrow();
      Rollout rollout =
          Rollout.begin(id.number(), pair.main().id().number(), Optional.of(share), rule, now());
      store.roll(
          id.function(),
          rollout,
          change.with(
              "version %d, %d of 1000 requests%s"
                  .formatted(
                      id.number(),
                      share.permille(),
                      pair.watched() ? ", in place of the rule on the deployed version" : "")));
      warmUp.ifPresent(done -> warmth.keep(pair.version(), template, done));
      route(pair.main(), Deployment.Split.of(serving, new Deployment.Ready(template), share));
      watch(id.function(), rollout);
      LOG.info("{} is the canary of {}.", id, pair.main().id());
    }
  }

  /**
   * The deployed version, and one that is to be tried beside it.
   *
   * @param watched whether a rule watches the deployed one
   */
  private record Pair(StoredVersion main, StoredVersion version, boolean watched) {}

  private Pair canary(VersionId id, boolean replacesRule, Precondition expected) {
    StoredFunction function = finder.function(id.function());
    expected.check(function);
    StoredVersion main = Finder.active(function);
    StoredVersion version = Finder.version(function, id.number());
    if (version.equals(main)) {
      throw new ProblemException(
          ProblemType.INVALID_ROLLOUT,
          "Version %d is the one that serves; a canary is another one.".formatted(id.number()));
    }
    Optional<Rollout> watched =
        function.rollout().filter(rollout -> rollout.running() && !rollout.isCanary());
    if (watched.isPresent() && !replacesRule) {
      throw new ProblemException(
          ProblemType.VERSION_WATCHED,
          "A rule watches version %d of %s, and brings version %d back when it is broken; with a canary it would not. Ask with replace_rule=true, or ./verge canary --replace-rule, to give it up."
              .formatted(main.id().number(), id.function(), watched.get().before()));
    }
    return new Pair(main, version, watched.isPresent());
  }

  /**
   * Makes the canary the deployed version.
   *
   * @param expected what the deployment must be
   * @param change who does this
   */
  public void promote(FunctionId id, Precondition expected, Change change) {
    StoredFunction seen = finder.function(id);
    expected.check(seen);
    StoredVersion version = Finder.version(seen, runningCanary(seen).version());
    // There, unless the platform has just started.
    Template template = template(version);
    try (Turns.Turn _ = turns.take(id)) {
      StoredFunction function = finder.function(id);
      expected.check(function);
      Rollout rollout = runningCanary(function);
      if (rollout.version() != version.id().number()) {
        throw Precondition.failed(id);
      }
      store.activate(
          version.id(),
          Optional.of(rollout.end(Rollout.State.PROMOTED, "", tally(id), now())),
          change.with("version %d".formatted(rollout.version())));
      serve(version, template, Optional.empty());
    }
  }

  /**
   * Makes a version that served before the deployed one again, for all requests. The one that
   * serves now is taken back by it, and not gone back to until it is deployed again.
   *
   * @param to which one; the last that was deployed and not taken back since, when empty
   * @param expected what the deployment must be
   * @param change who does this
   */
  public void goBack(FunctionId id, OptionalInt to, Precondition expected, Change change) {
    StoredVersion version = goneBackTo(id, to, expected);
    Template template = template(version);
    try (Turns.Turn _ = turns.take(id)) {
      if (!goneBackTo(id, to, expected).equals(version)) {
        throw Precondition.failed(id);
      }
      StoredFunction function = finder.function(id);
      StoredVersion back = Finder.active(function);
      store.goBack(
          version.id(),
          back.id(),
          replaced(function),
          change.with(
              "version %d, back to version %d"
                  .formatted(back.id().number(), version.id().number())));
      serve(version, template, Optional.empty());
    }
  }

  private StoredVersion goneBackTo(FunctionId id, OptionalInt to, Precondition expected) {
    StoredFunction function = finder.function(id);
    expected.check(function);
    int active = Finder.active(function).id().number();
    if (to.isPresent() && to.getAsInt() == active) {
      throw new ProblemException(
          ProblemType.NO_WAY_BACK,
          "Version %d of %s is the one that serves. Name another one.".formatted(active, id));
    }
    return to.isPresent()
        ? Finder.version(function, to.getAsInt())
        : function
            .previousVersion()
            .orElseThrow(
                () ->
                    new ProblemException(
                        ProblemType.NO_WAY_BACK,
                        "No version of %s but version %d has served and was not taken back or deleted since. Name the one that is to serve."
                            .formatted(id, active)));
  }

  /**
   * Ends the canary: the deployed version serves all requests.
   *
   * @param expected what the deployment must be
   * @param change who does this
   */
  public void abort(FunctionId id, Precondition expected, Change change) {
    try (Turns.Turn _ = turns.take(id)) {
      StoredFunction function = finder.function(id);
      expected.check(function);
      Rollout rollout = runningCanary(function);
      abort(function, rollout, "", change.with("version %d".formatted(rollout.version())));
    }
  }

  /**
   * Ends a function's deployment: its hosts are unknown from then on.
   *
   * @param expected what the deployment must be
   * @param change who does this
   */
  public void end(FunctionId id, Precondition expected, Change change) {
    try (Turns.Turn _ = turns.take(id)) {
      StoredFunction function = finder.function(id);
      expected.check(function);
      StoredVersion active = Finder.active(function);
      store.deactivate(
          id, replaced(function), change.with("version %d".formatted(active.id().number())));
      remove(id);
    }
  }

  /**
   * Closes a function's idle isolates.
   *
   * @return how many
   */
  public int evict(FunctionId function) {
    return isolates.evict(finder.function(function).id());
  }

  /**
   * Closes a function's idle isolates, and has one of each version that serves ready soon that no
   * request has used.
   *
   * @return how many were closed
   */
  public int renew(FunctionId function) {
    try (Turns.Turn _ = turns.take(function)) {
      int closed = evict(function);
      if (routes.deployment(function).isEmpty()) {
        throw Finder.noDeployment(function);
      }
      expectRequests(function);
      return closed;
    }
  }

  /** To be called at the function's turn: what becomes of a rollout that another change ends. */
  Optional<Rollout> replaced(StoredFunction function) {
    return function
        .rollout()
        .filter(Rollout::running)
        .map(
            rollout ->
                rollout.end(
                    Rollout.State.REPLACED,
                    "The deployment was changed.",
                    tally(function.id()),
                    now()));
  }

  /** Warms up what is to be warm before it is deployed. */
  Optional<WarmUp> warmUp(StoredVersion version, Template template, Activation when) {
    return when == Activation.WHEN_WARM ? warmth.complete(version, template) : Optional.empty();
  }

  /**
   * To be called at the function's turn, when it is stored: the version serves all requests from
   * now on. Idle isolates of the one before go.
   */
  void serve(StoredVersion version, Template template, Optional<WarmUp> warmUp) {
    FunctionId id = version.id().function();
    List<Template> before = templates(id).toList();
    unwatch(id);
    warmUp.ifPresent(done -> warmth.keep(version, template, done));
    route(version, new Deployment.Ready(template));
    keep(id, before.stream());
    LOG.info("{} is deployed.", version.id());
  }

  /** To be called at the function's turn, when it is stored: a version is deleted or taken back. */
  void forget(VersionId version) {
    kept.computeIfPresent(
        version.function(), (_, one) -> one.version().equals(version) ? null : one);
  }

  /** Of these templates, keeps that of the version that would be gone back to now. */
  private void keep(FunctionId id, Stream<Template> templates) {
    Optional<VersionId> target =
        store.function(id).flatMap(StoredFunction::previousVersion).map(StoredVersion::id);
    templates
        .filter(one -> target.filter(one.version()::equals).isPresent())
        .findFirst()
        .ifPresentOrElse(one -> kept.put(id, one), () -> kept.remove(id));
  }

  /** Those that are there. */
  private Stream<Template> templates(FunctionId id) {
    return Stream.concat(
        ready(id).map(Deployment.Ready::template), Stream.ofNullable(kept.get(id)));
  }

  private Stream<Deployment.Ready> ready(FunctionId id) {
    return routes.deployment(id).stream()
        .flatMap(Deployment::each)
        .filter(Deployment.Ready.class::isInstance)
        .map(Deployment.Ready.class::cast);
  }

  /** To be called at the function's turn, when it is stored: no version serves from now on. */
  void remove(FunctionId function) {
    unwatch(function);
    kept.remove(function);
    routes.remove(function);
    warmth.end(function);
    isolates.deactivate(function);
    LOG.info("{} is no longer deployed.", function);
  }

  private void route(StoredVersion main, Deployment deployment) {
    FunctionId function = main.id().function();
    routes.put(function, Route.of(main.manifest(), deployment));
    expectRequests(function);
  }

  /** Has isolates and warm code of all that serves. */
  private void expectRequests(FunctionId id) {
    List<Deployment.Ready> ready = ready(id).toList();
    if (!ready.isEmpty()) {
      isolates.activate(id, ready.stream().map(Deployment.Ready::template).toList());
      warmth.begin(finder.function(id), ready);
    }
  }

  private void abort(StoredFunction function, Rollout rollout, String why, Change change) {
    FunctionId id = function.id();
    store.roll(id, rollout.end(Rollout.State.ABORTED, why, tally(id), now()), change);
    forget(new VersionId(id, rollout.version()));
    unwatch(id);
    routes
        .deployment(id)
        .ifPresent(deployment -> route(Finder.active(function), deployment.main()));
    LOG.info("The canary {} of {} is aborted. {}", rollout.version(), id, why);
  }

  /** What a rule says that is broken; a request's thread does not wait for what follows. */
  private void broke(FunctionId id, Rollout rollout, RolloutWatch watch, String why) {
    try {
      if (watches.get(id) == watch) {
        takeBack(id, rollout, watch, why);
      }
    } catch (RuntimeException e) {
      LOG.error("A version of {} is to be taken back, but that failed. {}", id, why, e);
      watch.again();
    }
  }

  private void takeBack(FunctionId id, Rollout rollout, RolloutWatch watch, String why) {
    Optional<StoredVersion> before =
        rollout.isCanary()
            ? Optional.empty()
            : Optional.of(Finder.version(finder.function(id), rollout.before()));
    Optional<Template> template = before.map(this::template);
    try (Turns.Turn _ = turns.take(id)) {
      // While it watches, what it watches is the function's rollout.
      if (watches.get(id) != watch) {
        return;
      }
      String detail = "version %d: %s".formatted(rollout.version(), why);
      if (rollout.isCanary()) {
        abort(
            finder.function(id),
            rollout,
            why,
            Change.ofPlatform(AuditAction.CANARY_ABORT, id, detail));
      } else {
        store.goBack(
            before.orElseThrow().id(),
            new VersionId(id, rollout.version()),
            Optional.of(rollout.end(Rollout.State.ROLLED_BACK, why, tally(id), now())),
            Change.ofPlatform(AuditAction.DEPLOYMENT_ROLL_BACK, id, detail));
        serve(before.orElseThrow(), template.orElseThrow(), Optional.empty());
      }
    }
  }

  private static Rollout watched(
      StoredFunction function, StoredVersion version, Optional<RollbackRule> rule) {
    StoredVersion before =
        function
            .activeVersion()
            .filter(active -> !active.equals(version))
            .orElseThrow(
                () ->
                    new ProblemException(
                        ProblemType.INVALID_ROLLOUT,
                        "A rule needs a version to go back to: one that serves now, and is not version %d."
                            .formatted(version.id().number())));
    return Rollout.begin(
        version.id().number(), before.id().number(), Optional.empty(), rule, now());
  }

  private static Rollout runningCanary(StoredFunction function) {
    return function
        .rollout()
        .filter(Rollout::isCanary)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.NO_CANARY,
                    "No version of %s serves beside the deployed one.".formatted(function.id())));
  }

  private boolean servesAlone(VersionId id) {
    return routes
        .deployment(id.function())
        .filter(Deployment.Ready.class::isInstance)
        .filter(deployment -> deployment.main().version().equals(id))
        .isPresent();
  }

  /**
   * The template of a version: the one that is there if there is one, else it is made. To be called
   * without the function's turn, since that may take long.
   */
  private Template template(StoredVersion version) {
    return routes.deployment(version.id().function()).stream()
        .flatMap(Deployment::each)
        .filter(one -> one.version().equals(version.id()))
        .map(one -> one instanceof Deployment.Preparing preparing ? preparing.outcome().get() : one)
        .filter(Deployment.Ready.class::isInstance)
        .map(one -> ((Deployment.Ready) one).template())
        .findFirst()
        .or(
            () ->
                Optional.ofNullable(kept.get(version.id().function()))
                    .filter(one -> one.version().equals(version.id())))
        .orElseGet(() -> made(version));
  }

  private Template made(StoredVersion version) {
    try {
      return trials.attempt(version);
    } catch (StoreException e) {
      // Was it deleted with its files?
      var _ = Finder.version(finder.function(version.id().function()), version.id().number());
      throw e;
    }
  }

  private void watch(FunctionId id, Rollout rollout) {
    RolloutWatch watch =
        new RolloutWatch(
            new VersionId(id, rollout.version()),
            rollout.rule(),
            System::nanoTime,
            (its, why) ->
                Thread.ofVirtual().name("rollback").start(() -> broke(id, rollout, its, why)));
    watches.put(id, watch);
    requests.of(id).watch(watch);
  }

  private void unwatch(FunctionId id) {
    if (watches.remove(id) != null) {
      requests.of(id).unwatch();
    }
  }

  private Tally tally(FunctionId id) {
    return Optional.ofNullable(watches.get(id)).map(RolloutWatch::tally).orElse(Tally.NONE);
  }

  private List<Deployment.Preparing> takenOver() {
    List<Deployment.Preparing> all = new ArrayList<>();
    List<Deployment.Preparing> targets = new ArrayList<>();
    Map<FunctionId, Route> taken = new HashMap<>();
    for (StoredFunction function : store.functions()) {
      function
          .activeVersion()
          .ifPresent(
              version -> {
                Deployment.Preparing main = trials.again(version);
                all.add(main);
                Optional<Deployment.Preparing> canary = function.canary().map(trials::again);
                canary.ifPresent(all::add);
                taken.put(
                    function.id(),
                    Route.of(
                        version.manifest(),
                        canary
                            .<Deployment>map(
                                it ->
                                    Deployment.Split.of(
                                        main, it, runningCanary(function).share().orElseThrow()))
                            .orElse(main)));
                Optional<Rollout> running = function.rollout().filter(Rollout::running);
                running.ifPresent(rollout -> watch(function.id(), rollout));
                running
                    .filter(rollout -> !rollout.isCanary())
                    .flatMap(_ -> function.previousVersion())
                    .map(trials::again)
                    .ifPresent(targets::add);
              });
    }
    routes.putAll(taken);
    // What a rule may go back to is to be there before it does, and after all that serves.
    all.addAll(targets);
    return all;
  }

  /** What was taken over is made: from now on it is treated as what has just been deployed. */
  private void settled(Deployment.Single before, Deployment.Single after) {
    FunctionId id = before.version().function();
    try (Turns.Turn _ = turns.take(id)) {
      routes.settle(before, after);
      if (after instanceof Deployment.Ready(Template template)) {
        keep(id, Stream.concat(templates(id), Stream.of(template)));
      }
      expectRequests(id);
    }
    if (after instanceof Deployment.Unavailable failed && !failed.passing() && serves(failed)) {
      RolloutWatch watch = watches.get(id);
      finder
          .function(id)
          .rollout()
          .filter(rollout -> rollout.running() && rollout.version() == failed.version().number())
          .ifPresent(
              rollout -> broke(id, rollout, watch, "It cannot be served: " + failed.reason()));
    }
  }

  private boolean serves(Deployment.Single one) {
    return routes
        .deployment(one.version().function())
        .filter(deployment -> deployment.each().anyMatch(one::equals))
        .isPresent();
  }

  /** Tries again what could not be served for a reason that may have passed, if it is to serve. */
  private Optional<Deployment.Single> again(Deployment.Unavailable failed) {
    VersionId id = failed.version();
    return Optional.of(id.function())
        .filter(_ -> serves(failed))
        .flatMap(store::function)
        .flatMap(function -> function.version(id.number()))
        .map(version -> trials.deployed(version, true));
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }
}
