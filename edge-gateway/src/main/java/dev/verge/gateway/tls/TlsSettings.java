package dev.verge.gateway.tls;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where certificates come from.
 *
 * @param certificates a folder of pairs {@code NAME.crt} and {@code NAME.key}
 * @param localAuthority whether the state directory's own authority makes the others, once there is
 *     one
 * @param home the state directory
 * @param domain the platform's domain
 */
public record TlsSettings(
    Optional<Path> certificates, boolean localAuthority, Path home, String domain) {}
