package dev.verge.isolate.pool;

import dev.verge.isolate.abi.CallSetting;
import dev.verge.isolate.abi.GuestCall;
import dev.verge.isolate.abi.NextRequests;
import dev.verge.isolate.abi.wasi.InitializerWitness;
import dev.verge.isolate.engine.CompiledModule;
import dev.verge.isolate.engine.EngineRefusedException;
import dev.verge.isolate.engine.GuestEndedException;
import dev.verge.isolate.engine.Instance;
import dev.verge.isolate.engine.Isolate;
import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.exchange.HostRequest;
import dev.verge.isolate.platform.logs.FunctionLog;
import dev.verge.isolate.platform.logs.LogLine;
import dev.verge.isolate.template.ModuleRefusedException;
import dev.verge.isolate.template.Template;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Tries a template before it is believed: instantiates it and runs its initialisers, no more. What
 * they leave in the guest is kept for every request, if it may be.
 */
final class Trial {
  /**
   * The most that a trial may take, waiting or computing, whatever the version's own limits are:
   * the first instance of a module pays for much that no later one does.
   */
  private static final Duration MOST = Duration.ofSeconds(10);

  /**
   * What a module may come through at another time: a busy machine takes longer, guests give memory
   * back.
   */
  private static final Set<Fault.Kind> PASSING =
      EnumSet.of(
          Fault.Kind.WALL_CLOCK,
          Fault.Kind.OUT_OF_MEMORY,
          Fault.Kind.STOPPING,
          Fault.Kind.PLATFORM);

  private final Watchdog watchdog;
  private final GuestMemoryBudget memory;

  Trial(Watchdog watchdog, GuestMemoryBudget memory) {
    this.watchdog = watchdog;
    this.memory = memory;
  }

  /**
   * @return the template to serve from
   * @throws ModuleRefusedException when the guest did not come through
   */
  Template of(Template template, FunctionLog log) {
    Optional<FaultReport> fault;
    Optional<CompiledModule> initialized = Optional.empty();
    InitializerWitness witness = new InitializerWitness();
    try (GuestMemoryBudget.Charge charge = memory.open(template.version().function().tenant());
        Isolate isolate = template.newIsolate()) {
      isolate.watch(witness);
      fault =
          charge.grow(template.initialMemoryBytes())
              ? run(template, isolate, charge, log)
              : Optional.of(FaultReport.of(Fault.Kind.OUT_OF_MEMORY, template.config().limits()));
      if (fault.isEmpty() && template.initializes() && witness.objection().isEmpty()) {
        initialized = isolate.initialized();
      }
    } catch (EngineRefusedException e) {
      throw refused(e.getMessage(), false);
    }
    fault.ifPresent(
        report -> {
          throw refused(report.line(), PASSING.contains(report.fault().kind()));
        });
    if (template.initializes() && initialized.isEmpty()) {
      String why = witness.objection().orElse("what it leaves cannot be kept");
      log.append(
          new LogLine(
              Instant.now(),
              template.version().number(),
              "",
              LogLine.Source.VERGE,
              "the initialiser runs for every request, since " + why));
    }
    return initialized.map(template::initialized).orElse(template);
  }

  private Optional<FaultReport> run(
      Template template, Isolate isolate, GuestMemoryBudget.Charge charge, FunctionLog log) {
    Watch watch =
        new Watch(
            template.version().function().tenant(),
            isolate,
            System.nanoTime() + MOST.toNanos(),
            MOST.toNanos(),
            0,
            nanos -> {});
    watchdog.add(watch);
    Optional<FaultReport> fault = initialize(template, isolate, watch, charge, log);
    watchdog.remove(watch);
    Optional<Fault.Kind> stopped = watch.end();
    return stopped.isPresent() ? Optional.of(FaultReport.tookTooLong(MOST)) : fault;
  }

  private static Optional<FaultReport> initialize(
      Template template,
      Isolate isolate,
      Watch watch,
      GuestMemoryBudget.Charge charge,
      FunctionLog log) {
    Exchange exchange = new HostRequest("trial", "localhost");
    CallSetting setting =
        new CallSetting(
            template.version(),
            template.config(),
            template.assets(),
            exchange.request(),
            exchange,
            log,
            watch::cpuNanos,
            charge,
            NextRequests.NONE);
    try (GuestCall call = template.abi().open(setting)) {
      Instance instance = isolate.instantiate(call.hosts(), charge);
      return FaultReport.of(
          instance.initialize(template.entry().initializers()), template.config().limits());
    } catch (GuestEndedException e) {
      return Optional.of(FaultReport.whileStarting(e.end(), template.config().limits()));
    }
  }

  private static ModuleRefusedException refused(String why, boolean passing) {
    return new ModuleRefusedException(
        ModuleRefusedException.Reason.TRIAL_FAILED,
        "The module could not be started when it was tried: %s.".formatted(why),
        passing);
  }
}
