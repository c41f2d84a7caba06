package dev.verge.deploy.manifest;

import static dev.verge.deploy.manifest.Refusals.refused;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * What calls a version beside clients, while it is deployed.
 *
 * @param cron requests that schedules make
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ManifestTriggers(Optional<List<ManifestCron>> cron) {
  private static final int MAX_TRIGGERS = 20;

  public ManifestTriggers {
    cron = cron.map(List::copyOf);
  }

  void check() {
    List<ManifestCron> all = cron.orElse(List.of());
    if (all.size() > MAX_TRIGGERS) {
      throw refused(
          "triggers.cron has %d entries; at most %d fit.".formatted(all.size(), MAX_TRIGGERS));
    }
    for (int i = 0; i < all.size(); i++) {
      all.get(i).check("triggers.cron[%d]".formatted(i));
    }
    if (new HashSet<>(triggers()).size() < all.size()) {
      throw refused("triggers.cron has the same entry twice; once is enough.");
    }
  }

  /** What is said, as it is used. */
  public List<CronTrigger> triggers() {
    return cron.orElse(List.of()).stream().map(ManifestCron::toTrigger).toList();
  }
}
