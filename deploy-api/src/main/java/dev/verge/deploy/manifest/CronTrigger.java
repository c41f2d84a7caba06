package dev.verge.deploy.manifest;

/**
 * A request that a schedule makes.
 *
 * @param schedule when
 * @param method such as {@code GET}
 * @param path starts with {@code /}
 * @param query what stands behind the {@code ?}; empty when there is none
 */
public record CronTrigger(CronSchedule schedule, String method, String path, String query) {}
