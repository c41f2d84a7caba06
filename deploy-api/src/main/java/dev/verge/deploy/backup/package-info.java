/**
 * The whole state of a platform in one archive: taken while it runs, and put back in place of what
 * is there. Called by the REST interface, by the shell's {@code restore}, and at every start, which
 * finishes a restore that was begun.
 */
package dev.verge.deploy.backup;
