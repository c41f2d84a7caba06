/**
 * What functions were asked lately and how it went: written by the data plane at the end of every
 * request, read by the control plane when somebody looks.
 *
 * <p>Writing takes no lock, and does not know whether anyone reads: readers come back for more and
 * find out by themselves what they missed. Everything is in memory, and gone when the platform
 * stops. Safe on any thread.
 */
package dev.verge.deploy.requests;
