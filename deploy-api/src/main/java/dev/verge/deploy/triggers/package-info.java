/**
 * When deployed versions are called by their schedules, and how that went. {@link
 * dev.verge.deploy.triggers.CronTriggers} decides on a thread of its own; the data plane carries
 * out, through {@link dev.verge.deploy.triggers.TriggeredRequests}, each on a virtual thread.
 */
package dev.verge.deploy.triggers;
