/**
 * Which version answers a hostname now: written by the control plane, read by the data plane on
 * every request without a lock. A request reads one snapshot once, and so sees one version wholly.
 */
package dev.verge.deploy.routing;
