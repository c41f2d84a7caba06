/**
 * JMH benchmarks of isolates, in process: no HTTP, no other process on the cores. {@link
 * dev.verge.loadtest.jmh.InProcess} runs them in JVMs with the flags of the platform's own.
 */
package dev.verge.loadtest.jmh;
