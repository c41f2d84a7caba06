/**
 * The image, the compose file and the dashboards against the real thing: a Docker engine, a
 * platform in a process of its own, Prometheus. What cannot be had on a machine is skipped with the
 * reason.
 */
package dev.verge.docker;
