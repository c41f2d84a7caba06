package dev.verge.deploy.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.audit.AuditAction;
import dev.verge.deploy.catalogue.Catalogue;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.triggers.CronTriggers;
import dev.verge.deploy.triggers.TriggerRun;
import dev.verge.isolate.FunctionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What calls a function by a schedule. */
final class TriggerEndpoints {
  private static final String TRIGGERS = FunctionEndpoints.FUNCTION + "/triggers";
  private static final double NANOS_PER_MICRO = 1_000;

  private final Catalogue catalogue;
  private final CronTriggers triggers;

  TriggerEndpoints(Catalogue catalogue, CronTriggers triggers) {
    this.catalogue = catalogue;
    this.triggers = triggers;
  }

  private record TriggerList(List<Trigger> triggers) {}

  private record Trigger(
      int trigger,
      String schedule,
      String method,
      String path,
      Optional<String> next,
      Optional<String> error,
      boolean running,
      long skipped,
      Optional<Run> last) {
    static Trigger of(CronTriggers.Shown shown) {
      String query = shown.trigger().query();
      return new Trigger(
          shown.number(),
          shown.trigger().schedule().text(),
          shown.trigger().method(),
          query.isEmpty() ? shown.trigger().path() : shown.trigger().path() + "?" + query,
          shown.next().map(Instant::toString),
          shown.trigger().schedule().error(),
          shown.running(),
          shown.skipped(),
          shown.last().map(Run::of));
    }
  }

  private record Run(
      @JsonSerialize(using = ToStringSerializer.class) Instant time,
      String request,
      int status,
      String ending,
      @JsonProperty("total_us") double totalUs) {
    static Run of(TriggerRun run) {
      return new Run(
          run.time(),
          run.request(),
          run.status(),
          run.ending().label(),
          run.totalNanos() / NANOS_PER_MICRO);
    }
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(TRIGGERS, Access.tenant(Scope.READ), this::list),
        Endpoint.post(
            TRIGGERS + "/{trigger}/runs",
            Access.tenant(Scope.DEPLOY),
            AuditAction.TRIGGER_RUN,
            this::run));
  }

  private void list(Call call) {
    FunctionId function = catalogue.function(call.function()).id();
    call.answer(200, new TriggerList(triggers.show(function).stream().map(Trigger::of).toList()));
  }

  private void run(Call call) {
    FunctionId function = catalogue.function(call.function()).id();
    String number = call.parameter("trigger");
    if (!number.matches("[0-9]{1,3}")) {
      throw new ProblemException(
          ProblemType.NO_SUCH_TRIGGER, "A trigger is named by its place in the manifest, from 1.");
    }
    TriggerRun run = triggers.run(function, Integer.parseInt(number));
    call.record("trigger " + number);
    call.answer(200, Run.of(run));
  }
}
