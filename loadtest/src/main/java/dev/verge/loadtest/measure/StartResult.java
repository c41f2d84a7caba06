package dev.verge.loadtest.measure;

import dev.verge.loadtest.http.Tally;

/**
 * Cold and warm requests in alternation.
 *
 * @param cold requests for which the platform made an isolate
 * @param warm requests that an idle isolate took
 * @param misses requests after a cool-down that were not cold, and others that were not warm; they
 *     are counted where they belong
 */
public record StartResult(Tally cold, Tally warm, long misses) {}
