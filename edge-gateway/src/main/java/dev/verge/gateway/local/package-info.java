/**
 * Functions on a developer's own machine, without a control plane: {@code serve} runs a project and
 * reloads what changes, and {@link dev.verge.gateway.local.ViceroyMain} understands the command
 * line of Fastly's emulator, so that Fastly's own tools can start Verge in its place.
 */
package dev.verge.gateway.local;
