package dev.verge.isolate.exchange;

import java.util.Optional;

/**
 * What a client's connection agreed on when it was encrypted.
 *
 * @param protocol {@code TLSv1.2} or {@code TLSv1.3}
 * @param cipher the cipher suite, as OpenSSL names it
 * @param serverName the name that the client asked for (RFC 6066, section 3), in lower case
 * @param clientHello the client's first message (RFC 8446, section 4.1.2) as it stood on the wire,
 *     with its type and length; not to be changed
 */
public record TlsFacts(
    String protocol, String cipher, Optional<String> serverName, Optional<byte[]> clientHello) {}
