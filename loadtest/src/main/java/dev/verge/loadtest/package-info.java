/** Benchmarks that drive a running platform over HTTP. */
package dev.verge.loadtest;
