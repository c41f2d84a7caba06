package dev.verge.loadtest.peers;

import java.time.Duration;

/**
 * How Verge and its peers are driven.
 *
 * @param rounds of each comparison, 1 or more
 * @param leg how long load lasts on one side of a round
 * @param settle the longest that a program is warmed up before its first round
 * @param connections of the closed loops
 * @param pairs of a cold and a warm request on one side of a round
 * @param gap pause before each of these requests
 * @param starts how often each process is started
 * @param timeout a response that is not whole after this is an error
 */
public record PeersPlan(
    int rounds,
    Duration leg,
    Duration settle,
    int connections,
    int pairs,
    Duration gap,
    int starts,
    Duration timeout) {}
