/**
 * The functions' logs: what guests write to standard error, and what Verge has to tell a developer
 * about their function.
 *
 * <p>Lines are kept in files of bounded size, one JSON object a line, and can be followed live.
 * Callers never wait for a disk: one thread writes everything. Lines are read back from the files
 * alone, so that they survive a restart, and a thousand quiet functions cost nothing.
 */
package dev.verge.isolate.platform.logs;
