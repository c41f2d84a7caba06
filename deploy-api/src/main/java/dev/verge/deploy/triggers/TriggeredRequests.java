package dev.verge.deploy.triggers;

import dev.verge.deploy.routing.Deployment;

/** Serves requests that no client sent, as the data plane serves a client's. Safe on any thread. */
@FunctionalInterface
public interface TriggeredRequests {
  /** The field by which a guest knows such a request; clients cannot send it. */
  String FIELD = "x-verge-trigger";

  /** The field with the schedule that made it; clients cannot send it. */
  String SCHEDULE_FIELD = FIELD + "-schedule";

  /** What {@link #FIELD} says of requests that schedules make. */
  String CRON = "cron";

  /** Has a version serve a request; waits until it has ended, however it does. */
  TriggerRun send(Deployment.Single version, TriggeredRequest request);
}
