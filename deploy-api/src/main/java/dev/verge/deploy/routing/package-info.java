/**
 * Which version answers a hostname now: written by the control plane, read by the data plane on
 * every request without a lock.
 */
package dev.verge.deploy.routing;
