package dev.verge.loadtest.measure;

import dev.verge.loadtest.http.Tally;

/**
 * Cold and warm requests in alternation.
 *
 * @param cold requests for which the platform made an isolate
 * @param warm requests that an idle isolate took
 * @param prepared requests after a cool-down for which an isolate was there that had served none
 * @param misses requests after a cool-down that were warm, and others that were not; they are
 *     counted where they belong
 */
public record StartResult(Tally cold, Tally warm, Tally prepared, long misses) {}
