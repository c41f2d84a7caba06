/**
 * The only package that knows the polyglot API: engine, contexts, instances, guest memory,
 * interruption.
 */
package dev.verge.isolate.engine;
