/**
 * What can be measured. A {@link dev.verge.loadtest.target.Target} answers HTTP requests and can be
 * cooled down; Verge's functions are targets, and another platform's would be by another
 * implementation. Used by one thread.
 */
package dev.verge.loadtest.target;
