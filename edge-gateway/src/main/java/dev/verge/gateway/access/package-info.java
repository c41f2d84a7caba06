/**
 * The access log: a line in the Combined Log Format for every request that the data plane answered,
 * whoever it was for.
 *
 * <p>{@link dev.verge.gateway.access.AccessLog} is the door; its callers never wait. What they give
 * it is put into words and written by one thread of Logback's.
 */
package dev.verge.gateway.access;
