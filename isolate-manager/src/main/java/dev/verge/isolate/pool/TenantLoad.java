package dev.verge.isolate.pool;

/**
 * What all functions of a tenant use now.
 *
 * @param memoryBytes linear memory of the running guests, in bytes
 * @param cpuMillis CPU time of guests in the last minute, in ms
 * @param inFlight requests that are served
 */
public record TenantLoad(long memoryBytes, long cpuMillis, int inFlight) {}
