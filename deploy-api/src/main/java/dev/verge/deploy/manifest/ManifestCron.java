package dev.verge.deploy.manifest;

import static dev.verge.deploy.manifest.Refusals.quotable;
import static dev.verge.deploy.manifest.Refusals.quoted;
import static dev.verge.deploy.manifest.Refusals.refused;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.verge.isolate.warmup.SampleRequest;
import java.time.Instant;
import java.util.Optional;

/**
 * A request that a schedule makes, as a manifest says it.
 *
 * @param schedule needed; see {@link CronSchedule}
 * @param path with a query, perhaps; {@code /} when left out
 * @param method {@code GET} when left out
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ManifestCron(
    Optional<String> schedule, Optional<String> path, Optional<String> method) {
  /**
   * @param member where it stands in the manifest
   */
  void check(String member) {
    request().check(member);
    String text = schedule.orElse("");
    try {
      if (CronSchedule.parse(text).next(Instant.now()).isEmpty()) {
        throw refused("%s.schedule is %s, which never comes.".formatted(member, quoted(text)));
      }
    } catch (IllegalArgumentException e) {
      throw refused(
          "%s.schedule is %s; it must have five fields as cron's, such as */5 * * * *. %s"
              .formatted(member, quoted(text), quotable(String.valueOf(e.getMessage()))));
    }
  }

  /** Of one that was checked when it was stored. */
  CronTrigger toTrigger() {
    SampleRequest request = request().toSample();
    return new CronTrigger(
        CronSchedule.stored(schedule.orElse("")),
        request.method(),
        request.path(),
        request.query());
  }

  private ManifestSample request() {
    return new ManifestSample(method, path, Optional.empty(), Optional.empty());
  }
}
