/**
 * The control plane: functions come in over REST, are kept durably, and are routed by hostname.
 *
 * <p>{@link dev.verge.deploy.ControlPlane} is the door: the composition of the running platform
 * opens it, hands its {@link dev.verge.deploy.routing.RoutingTable} to the data plane, lets it
 * listen, and closes it. Below it, {@code http} speaks HTTP, {@code catalogue} holds the rules,
 * {@code store} is what survives a crash, {@code manifest} reads what an upload says about itself,
 * {@code fastly} makes a manifest of a Fastly Compute project, {@code vendor} has other interfaces
 * to the same, which vendors' own tools speak, {@code routing} is what the data plane sees, {@code
 * requests} what it tells, {@code access} says who may do what and {@code audit} what is kept of
 * it, {@code problem} names every error, and {@code metrics} tells how it goes.
 */
package dev.verge.deploy;
