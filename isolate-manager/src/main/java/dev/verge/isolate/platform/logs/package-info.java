/**
 * The functions' logs: what guests write to standard error, and what Verge has to tell a developer
 * about their function.
 *
 * <p>Lines are kept in files of bounded size under {@code $VERGE_HOME/logs}, and can be followed
 * live. Callers never wait for a disk.
 */
package dev.verge.isolate.platform.logs;
