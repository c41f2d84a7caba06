/**
 * Every error that the control plane answers with, as RFC 9457 problem documents: which types there
 * are, and the exception that carries one to whoever writes the response.
 */
package dev.verge.deploy.problem;
