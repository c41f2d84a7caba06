package dev.verge.deploy.triggers;

import dev.verge.deploy.manifest.CronTrigger;

/**
 * A request that a schedule makes of a function.
 *
 * @param authority the function's own hostname
 * @param trigger what is asked
 */
public record TriggeredRequest(String authority, CronTrigger trigger) {}
