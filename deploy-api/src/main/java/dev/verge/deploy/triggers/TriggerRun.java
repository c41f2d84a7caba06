package dev.verge.deploy.triggers;

import dev.verge.deploy.requests.Ending;
import java.time.Instant;

/**
 * A request that a schedule made, when it has ended.
 *
 * @param time when it was routed
 * @param request its id
 * @param status of the response
 * @param ending how it ended
 * @param totalNanos from "request routed" to the response's end
 */
public record TriggerRun(
    Instant time, String request, int status, Ending ending, long totalNanos) {}
