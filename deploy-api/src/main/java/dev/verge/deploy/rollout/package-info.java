/**
 * The words of a rollout: a version that serves a share of a function's requests, or has just been
 * activated, and what is watched meanwhile.
 *
 * <p>Immutable values, but for {@link dev.verge.deploy.rollout.RolloutWatch}, which counts on the
 * threads that requests end on. {@code store} keeps them, {@code catalogue} decides with them.
 */
package dev.verge.deploy.rollout;
