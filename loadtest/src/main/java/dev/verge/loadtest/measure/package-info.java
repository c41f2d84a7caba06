/**
 * What is measured, and in which order: {@link dev.verge.loadtest.measure.Measurement} takes one
 * target through warm-up, cold and warm starts in alternation, closed loops and an open loop. It
 * blocks its caller's thread.
 */
package dev.verge.loadtest.measure;
