/**
 * Verge beside its peers: each is started as a process of its own, and driven in alternation with
 * Verge, round after round, so that whatever else the machine does meets both. What counts is the
 * ratio of a round.
 *
 * <p>{@link dev.verge.loadtest.peers.PeersRun} is the door. A peer that cannot be had is named with
 * the reason, and the others are measured. Used by one thread.
 */
package dev.verge.loadtest.peers;
