/**
 * The running platform: its settings, its parts in their order, and the command {@code up}.
 *
 * <p>{@link dev.verge.gateway.up.Settings} says what an operator may change, and {@link
 * dev.verge.gateway.up.Platform} starts and stops everything with it; tests start the same one. A
 * wrong setting, a port in use and a home in use are {@link dev.verge.gateway.up.UpException}s,
 * whose messages are fit to be shown alone.
 */
package dev.verge.gateway.up;
