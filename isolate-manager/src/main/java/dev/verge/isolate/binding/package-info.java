/**
 * Bindings: the resources that a version's guest sees by name. Immutable values, known when a
 * version is deployed; what they stand for lives in {@code dev.verge.isolate.platform}.
 */
package dev.verge.isolate.binding;
