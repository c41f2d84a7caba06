/**
 * The only package that knows the polyglot API: the shared engine, isolates, instances, guest
 * memory, hostcall binding and interruption.
 *
 * <p>{@link dev.verge.isolate.engine.GuestEngine} is made once. It parses a binary into a {@link
 * dev.verge.isolate.engine.CompiledModule}, from which any number of {@link
 * dev.verge.isolate.engine.Isolate}s are made; an isolate has a {@link
 * dev.verge.isolate.engine.Instance} for every request that is as if it were fresh. Isolates share
 * compiled code and nothing else. An isolate is used by one thread at a time, except for its
 * interruption and closing.
 *
 * <p>{@code EngineInternals} and {@code LinkedPlan} alone depend on GraalWasm's insides; {@code
 * MappingCheck} tries them at start-up, and the public API serves where they do not fit.
 */
package dev.verge.isolate.engine;
