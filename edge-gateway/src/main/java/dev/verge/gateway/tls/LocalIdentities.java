package dev.verge.gateway.tls;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Certificates of the local authority, made when somebody asks for a host that is routed, and kept
 * in memory: one with a wildcard for all functions of a tenant, and one for each other host. The
 * authority may be made while the platform runs.
 */
final class LocalIdentities implements Identities {
  private static final Logger LOG = LoggerFactory.getLogger(LocalIdentities.class);
  private static final String LOCALHOST = "localhost";
  private static final int MOST_LEAVES = 1000;

  /** A part of a certificate's life. */
  private static final Duration KEPT = Duration.ofDays(30);

  private final String domain;
  private final Predicate<String> routed;
  private final Checked<Optional<FileTime>, Optional<Leaves>> leaves;

  private record Leaves(
      LocalAuthority authority, LoadingCache<String, Optional<Identity>> bySubject) {}

  /**
   * @param home the state directory
   * @param domain the platform's
   * @param routed whether something answers under a host
   */
  LocalIdentities(Path home, String domain, Predicate<String> routed) {
    this.domain = domain;
    this.routed = routed;
    this.leaves = new Checked<>(() -> changed(home), _ -> open(home));
  }

  @Override
  public Optional<Identity> find(Optional<String> serverName) {
    String name = serverName.orElse(domain);
    if (!name.equals(domain) && !routed.test(name)) {
      return Optional.empty();
    }
    return leaves.value().flatMap(known -> known.bySubject().get(subject(name)));
  }

  /** What a certificate is made for that somebody needs for a name. */
  private String subject(String name) {
    boolean function =
        name.endsWith("." + domain)
            && name.chars().filter(c -> c == '.').count()
                == domain.chars().filter(c -> c == '.').count() + 2;
    return function ? SubjectNames.wildcard(name) : name;
  }

  private Optional<Leaves> open(Path home) {
    try {
      return LocalAuthority.open(home)
          .map(
              authority ->
                  new Leaves(
                      authority,
                      Caffeine.newBuilder()
                          .maximumSize(MOST_LEAVES)
                          .expireAfterWrite(KEPT)
                          .build(subject -> leaf(authority, subject))));
    } catch (TlsException e) {
      LOG.warn("The local certificate authority is left out: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<Identity> leaf(LocalAuthority authority, String subject) {
    if (!authority.mayVouchFor(subject)) {
      LOG.warn(
          "The local certificate authority may not vouch for {}, only for {} and what is under them",
          subject,
          authority.domains());
      return Optional.empty();
    }
    return Optional.of(
        subject.equals(domain)
            ? authority.issue(List.copyOf(new LinkedHashSet<>(List.of(domain, LOCALHOST))), true)
            : authority.issue(List.of(subject), false));
  }

  private static Optional<FileTime> changed(Path home) {
    try {
      return Optional.of(Files.getLastModifiedTime(LocalAuthority.certificateFile(home)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
