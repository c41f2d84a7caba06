/**
 * {@code ./verge bench}: drives a running platform over HTTP and tells what a cold start, a warm
 * start and a request cost.
 *
 * <p>{@link dev.verge.loadtest.Bench} reads the command line; {@code target} finds what can be
 * measured, {@code http} makes the load, {@code measure} decides what is measured in which order,
 * {@code report} turns it into a table, JSON and a page. {@code jmh} holds the benchmarks of
 * isolates in process, which know the isolate manager instead of HTTP.
 */
package dev.verge.loadtest;
