/**
 * Guest ABIs: families of imports with an entry point, one package each. They translate between a
 * guest's hostcalls and the platform's services, and decide nothing.
 *
 * <p>{@link dev.verge.isolate.abi.GuestAbi} is made once and shared by all threads; a {@link
 * dev.verge.isolate.abi.GuestCall} serves one request on the guest's thread.
 */
package dev.verge.isolate.abi;
