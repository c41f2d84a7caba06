/**
 * What functions were asked lately and how it went: written by the data plane at the end of every
 * request, read by the control plane when somebody looks.
 *
 * <p>Writing waits for no reader, and does not know whether there is one: readers come back for
 * more and find out by themselves what they missed. Beside the newest requests themselves, those of
 * the last hour are counted by intervals. Everything is in memory, and gone when the platform
 * stops. Safe on any thread.
 */
package dev.verge.deploy.requests;
