package dev.verge.loadtest.http;

import dev.verge.loadtest.http.Reply.Failure;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One stretch of load: lanes are opened, all of them connect (or fail to), the clock starts, and
 * the tally is handed over at the end. Everything happens on the event loop.
 */
abstract class Run implements Lane.Driver {
  private final EventLoop loop;
  private final List<Lane> lanes = new ArrayList<>();
  private final Tally tally = new Tally();
  private final CompletableFuture<Tally> result = new CompletableFuture<>();
  private final Set<Lane> settled = new HashSet<>();
  private long began;

  Run(EventLoop loop) {
    this.loop = loop;
  }

  /** Opens the lanes; may be called on any thread. */
  CompletableFuture<Tally> start(
      Bootstrap bootstrap, Call call, int connections, Duration timeout) {
    loop.execute(
        () -> {
          for (int i = 0; i < connections; i++) {
            Lane lane = new Lane(loop, bootstrap, call, timeout, this);
            lanes.add(lane);
          }
          lanes.forEach(Lane::open);
        });
    return result;
  }

  /** Every lane has connected, or failed once. */
  abstract void begin();

  /** A lane can send; after {@link #begin} only. */
  abstract void free(Lane lane);

  /** A request's reply was counted. */
  abstract void counted();

  @Override
  public final void ready(Lane lane) {
    guarded(
        () -> {
          if (began == 0) {
            settle(lane);
          } else if (!result.isDone()) {
            free(lane);
          }
        });
  }

  @Override
  public final void unreachable(Lane lane, Failure failure) {
    guarded(
        () -> {
          if (!result.isDone()) {
            tally.add(failure);
          }
          if (began == 0) {
            settle(lane);
          }
        });
  }

  @Override
  public final void replied(Lane lane, Reply reply) {
    guarded(
        () -> {
          if (!result.isDone()) {
            tally.add(reply);
            counted();
          }
        });
  }

  final Tally tally() {
    return tally;
  }

  final List<Lane> lanes() {
    return lanes;
  }

  final long began() {
    return began;
  }

  /** Runs a step on the event loop after a while, unless the run has ended. */
  final void after(long nanos, Runnable step) {
    var _ =
        loop.schedule(
            () ->
                guarded(
                    () -> {
                      if (!result.isDone()) {
                        step.run();
                      }
                    }),
            nanos,
            TimeUnit.NANOSECONDS);
  }

  /** Closes the lanes and hands the tally over. */
  final void end() {
    if (!result.isDone()) {
      long made = lanes.stream().mapToLong(Lane::connections).sum();
      tally.end(Duration.ofNanos(System.nanoTime() - began), made);
      lanes.forEach(Lane::close);
      result.complete(tally);
    }
  }

  private void settle(Lane lane) {
    settled.add(lane);
    if (settled.size() == lanes.size()) {
      began = System.nanoTime();
      begin();
      lanes.stream().filter(Lane::isReady).forEach(this::free);
    }
  }

  /** What goes wrong here is a defect of the generator; whoever waits for the tally gets it. */
  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error defect) {
      lanes.forEach(Lane::close);
      result.completeExceptionally(defect);
    }
  }
}
