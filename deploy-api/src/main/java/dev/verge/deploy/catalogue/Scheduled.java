package dev.verge.deploy.catalogue;

import dev.verge.deploy.manifest.CronTrigger;
import dev.verge.deploy.routing.Deployment;
import java.util.List;

/**
 * A deployed version and what calls it by a schedule.
 *
 * @param main the version that serves; never a canary
 * @param triggers in the manifest's order
 */
public record Scheduled(Deployment.Single main, List<CronTrigger> triggers) {
  public Scheduled {
    triggers = List.copyOf(triggers);
  }
}
