package dev.verge.loadtest.measure;

import com.sun.management.OperatingSystemMXBean;
import dev.verge.loadtest.http.Call;
import dev.verge.loadtest.http.LoadGenerator;
import dev.verge.loadtest.http.Tally;
import dev.verge.loadtest.target.Target;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Takes targets through a plan, one after the other. */
public final class Measurement {
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final LoadGenerator generator;
  private final Plan plan;
  private final Consumer<String> progress;

  /**
   * @param progress gets a line at each step
   */
  public Measurement(LoadGenerator generator, Plan plan, Consumer<String> progress) {
    this.generator = generator;
    this.plan = plan;
    this.progress = progress;
  }

  /** Measures one target; takes as long as the plan says, and blocks. */
  public TargetResult measure(Target target) {
    Call call = target.call(plan.method(), plan.path(), plan.body());
    warmUp(target, call);
    Optional<StartResult> starts = starts(target);
    List<LoadResult> loads = new ArrayList<>();
    for (int connections : plan.connections()) {
      say(
          target,
          connections
              + (connections == 1 ? " connection for " : " connections for ")
              + seconds(plan.duration()));
      loads.add(
          watched(
              connections,
              Optional.empty(),
              () -> generator.closedLoop(call, connections, plan.duration())));
    }
    plan.rate()
        .ifPresent(
            rate -> {
              int connections = plan.mostConnections();
              say(target, plain(rate) + " requests/s for " + seconds(plan.duration()));
              loads.add(
                  watched(
                      connections,
                      plan.rate(),
                      () -> generator.openLoop(call, connections, rate, plan.duration())));
            });
    return new TargetResult(target, starts, loads);
  }

  private void warmUp(Target target, Call call) {
    if (plan.warmup().isPositive()) {
      say(target, "warming up for " + seconds(plan.warmup()));
      generator.closedLoop(call, plan.mostConnections(), plan.warmup());
    }
  }

  private Optional<StartResult> starts(Target target) {
    if (plan.coldStarts() == 0) {
      return Optional.empty();
    }
    say(target, plan.coldStarts() + " cold and warm requests in turn");
    var comparison = new StartComparison(generator, plan);
    if (plan.warmup().isPositive()) {
      // The way of a cold start through the platform is code too, and is not to be met first here.
      comparison.measure(target, plan.coldStarts() / 10);
    }
    return Optional.of(comparison.measure(target, plan.coldStarts()));
  }

  private static LoadResult watched(int connections, Optional<Double> rate, Supplier<Tally> load) {
    long cpu = SYSTEM.getProcessCpuTime();
    long clock = System.nanoTime();
    Tally tally = load.get();
    double cores = (double) (SYSTEM.getProcessCpuTime() - cpu) / (System.nanoTime() - clock);
    return new LoadResult(connections, rate, tally, cores);
  }

  private static String seconds(Duration duration) {
    return plain(duration.toMillis() / 1e3) + " s";
  }

  /** Without a fraction of zero. */
  private static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }

  private void say(Target target, String step) {
    progress.accept(target.name() + ": " + step);
  }
}
