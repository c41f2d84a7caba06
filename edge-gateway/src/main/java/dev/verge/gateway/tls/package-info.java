/**
 * TLS on the data plane: which certificate a client is shown, from an operator's folder or from a
 * certificate authority of this machine's own.
 *
 * <p>{@link dev.verge.gateway.tls.ServerTls} encrypts channels with the JDK's TLS 1.2 and 1.3. Its
 * handshakes, which look for certificates and may read files or sign new ones, run on threads of
 * their own. {@link dev.verge.gateway.tls.CaCommand} makes the authority and has it trusted.
 */
package dev.verge.gateway.tls;
