/**
 * The guest ABI of Fastly Compute: 24 modules of hostcalls, one class each, named as in the
 * interface definition ({@code compute-at-edge.witx} and its companions), over what is in {@code
 * dev.verge.isolate.platform}. {@link dev.verge.isolate.abi.compute.ComputeAbi} is the door.
 *
 * <p>A {@code Session} holds what one guest has handles to. Everything here runs on the guest's
 * thread, except where a class says otherwise.
 */
package dev.verge.isolate.abi.compute;
