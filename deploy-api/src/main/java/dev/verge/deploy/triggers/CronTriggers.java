package dev.verge.deploy.triggers;

import dev.verge.deploy.catalogue.Scheduled;
import dev.verge.deploy.manifest.CronTrigger;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.routing.Deployment;
import dev.verge.isolate.FunctionId;
import dev.verge.isolate.platform.logs.FunctionLogs;
import dev.verge.isolate.platform.logs.LogLine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls deployed versions by their schedules. A trigger that still runs when its time comes again
 * is skipped; times at which the platform did not run are not made up for. Safe on any thread.
 */
public final class CronTriggers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CronTriggers.class);

  /** A clock that was set back by less is waited for, as cron(8) does; by more, it was wrong. */
  private static final Duration SET_BACK = Duration.ofHours(3);

  /** How long runs in progress may take to end when the platform stops. */
  private static final Duration DRAIN = Duration.ofSeconds(5);

  private final Supplier<Map<FunctionId, Scheduled>> scheduled;
  private final Function<FunctionId, String> hostnames;
  private final FunctionLogs logs;
  private final InstantSource clock;
  private final ConcurrentHashMap<Key, State> states = new ConcurrentHashMap<>();
  private final ExecutorService runs = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread minutes =
      Thread.ofPlatform().daemon().name("verge-triggers").unstarted(this::waitForMinutes);
  private volatile Optional<TriggeredRequests> requests = Optional.empty();

  /**
   * @param scheduled what is deployed now
   * @param hostnames a function's own
   * @param logs where is said that a run was skipped
   * @param clock by which the minutes come
   */
  public CronTriggers(
      Supplier<Map<FunctionId, Scheduled>> scheduled,
      Function<FunctionId, String> hostnames,
      FunctionLogs logs,
      InstantSource clock) {
    this.scheduled = scheduled;
    this.hostnames = hostnames;
    this.logs = logs;
    this.clock = clock;
  }

  /** The same trigger of any version of a function. */
  private record Key(FunctionId function, CronTrigger trigger) {}

  /** What is known of a trigger. */
  private static final class State {
    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicLong skipped = new AtomicLong();
    private volatile Optional<TriggerRun> last = Optional.empty();
  }

  /**
   * A trigger of a deployed version.
   *
   * @param number its place in the manifest, from 1
   * @param next when it is run next
   * @param running whether it runs now
   * @param skipped how often it was skipped since it was deployed or the platform started
   * @param last how it went last, since then
   */
  public record Shown(
      int number,
      CronTrigger trigger,
      Optional<Instant> next,
      boolean running,
      long skipped,
      Optional<TriggerRun> last) {}

  /** Begins to call; to be called once. */
  public void begin(TriggeredRequests by) {
    requests = Optional.of(by);
    minutes.start();
  }

  /**
   * The triggers of a function's deployed version.
   *
   * @throws ProblemException when none is deployed
   */
  public List<Shown> show(FunctionId function) {
    List<CronTrigger> triggers = deployed(function).triggers();
    Instant now = clock.instant();
    return IntStream.range(0, triggers.size())
        .mapToObj(
            i -> {
              CronTrigger trigger = triggers.get(i);
              State state = states.getOrDefault(new Key(function, trigger), new State());
              return new Shown(
                  i + 1,
                  trigger,
                  trigger.schedule().next(now),
                  state.running.get(),
                  state.skipped.get(),
                  state.last);
            })
        .toList();
  }

  /**
   * Runs a trigger now, and waits until it has ended.
   *
   * @param number its place in the manifest, from 1
   * @throws ProblemException when there is no such trigger, or it runs already
   */
  public TriggerRun run(FunctionId function, int number) {
    Scheduled there = deployed(function);
    if (number < 1 || number > there.triggers().size()) {
      throw new ProblemException(
          ProblemType.NO_SUCH_TRIGGER,
          "The deployed version of %s has no trigger %d; it has %d."
              .formatted(function, number, there.triggers().size()));
    }
    CronTrigger trigger = there.triggers().get(number - 1);
    State state = state(function, trigger);
    if (!state.running.compareAndSet(false, true)) {
      throw new ProblemException(
          ProblemType.TRIGGER_RUNNING,
          "The trigger %d of %s runs already. Wait until it has ended."
              .formatted(number, function));
    }
    return run(there.main(), trigger, state);
  }

  /** Begins what is to be run in a minute. */
  void come(Instant minute) {
    Map<FunctionId, Scheduled> now = scheduled.get();
    forgetOthers(now);
    now.forEach(
        (function, there) ->
            there.triggers().stream()
                .filter(trigger -> trigger.schedule().matches(minute))
                .forEach(trigger -> begin(there.main(), trigger)));
  }

  /** Calls no more, and waits a while for runs in progress. */
  @Override
  public void close() {
    minutes.interrupt();
    try {
      // After its last minute nothing is begun any more.
      minutes.join();
      runs.shutdown();
      if (!runs.awaitTermination(DRAIN.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("Triggered requests still run, and are left alone.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void begin(Deployment.Single version, CronTrigger trigger) {
    FunctionId function = version.version().function();
    State state = state(function, trigger);
    if (state.running.compareAndSet(false, true)) {
      runs.execute(() -> tryToRun(version, trigger, state));
    } else {
      state.skipped.incrementAndGet();
      logs.log(function)
          .append(
              new LogLine(
                  clock.instant(),
                  version.version().number(),
                  "",
                  LogLine.Source.VERGE,
                  "the trigger %s was skipped: its last run goes on"
                      .formatted(trigger.schedule())));
    }
  }

  private void tryToRun(Deployment.Single version, CronTrigger trigger, State state) {
    try {
      run(version, trigger, state);
    } catch (RuntimeException | Error e) {
      LOG.error("The trigger {} of {} failed", trigger.schedule(), version.version(), e);
    }
  }

  private TriggerRun run(Deployment.Single version, CronTrigger trigger, State state) {
    try {
      FunctionId function = version.version().function();
      TriggerRun ended =
          requests
              .orElseThrow()
              .send(version, new TriggeredRequest(hostnames.apply(function), trigger));
      state.last = Optional.of(ended);
      return ended;
    } finally {
      state.running.set(false);
    }
  }

  private Scheduled deployed(FunctionId function) {
    return Optional.ofNullable(scheduled.get().get(function))
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.NO_DEPLOYMENT,
                    "No version of %s is deployed. Activate one.".formatted(function)));
  }

  private State state(FunctionId function, CronTrigger trigger) {
    return states.computeIfAbsent(new Key(function, trigger), _ -> new State());
  }

  private void forgetOthers(Map<FunctionId, Scheduled> now) {
    Set<Key> kept = new HashSet<>();
    now.forEach(
        (function, there) ->
            there.triggers().forEach(trigger -> kept.add(new Key(function, trigger))));
    states.entrySet().removeIf(it -> !kept.contains(it.getKey()) && !it.getValue().running.get());
  }

  private void waitForMinutes() {
    // The minute in which the platform starts has begun without it.
    Instant last = minute(clock.instant());
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Instant now = clock.instant();
        Instant minute = minute(now);
        if (minute.isAfter(last) || minute.isBefore(last.minus(SET_BACK))) {
          last = minute;
          tryToCome(minute);
        }
        Thread.sleep(Duration.between(now, minute.plus(1, ChronoUnit.MINUTES)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tryToCome(Instant minute) {
    try {
      come(minute);
    } catch (RuntimeException e) {
      LOG.error("The triggers of {} could not be begun", minute, e);
    }
  }

  private static Instant minute(Instant time) {
    return time.truncatedTo(ChronoUnit.MINUTES);
  }
}
