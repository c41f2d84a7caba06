/**
 * Who changed what: the words of the audit log.
 *
 * <p>Everything here is an immutable value. {@code http} says who asks and for what, {@code store}
 * writes it in the transaction of the change itself where there is one, and only ever appends.
 */
package dev.verge.deploy.audit;
