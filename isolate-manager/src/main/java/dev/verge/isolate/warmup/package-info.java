/**
 * Warming up code: a version's guest is exercised with sample requests until its hot functions are
 * compiled or a budget ends, so that its first clients do not meet interpreted code.
 *
 * <p>{@link dev.verge.isolate.pool.Isolates#warmUp} begins one; a {@link
 * dev.verge.isolate.warmup.WarmUp} tells how far it is and can be stopped. One guest is exercised
 * at a time, on one thread, which gives way to real requests. What a guest does meanwhile has no
 * effect outside.
 */
package dev.verge.isolate.warmup;
