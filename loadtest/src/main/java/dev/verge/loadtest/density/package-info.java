/**
 * What idle isolates and functions that nobody asks for cost in memory, counted in process from the
 * collector and from {@code /proc}. {@link dev.verge.loadtest.density.Density} runs it in a JVM
 * with the platform's own options. Linux only.
 */
package dev.verge.loadtest.density;
