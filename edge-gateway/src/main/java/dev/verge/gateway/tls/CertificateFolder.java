package dev.verge.gateway.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Certificates that an operator has put into a folder: {@code NAME.crt}, a chain, beside {@code
 * NAME.key}. What a certificate is for is told by itself. The pair named {@code default} answers
 * where nothing else does.
 *
 * <p>Changes are seen at the next handshake, a second later at most. A pair that cannot be used is
 * named in the log; until it can, what it was before goes on, if it was anything.
 */
final class CertificateFolder implements Identities {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateFolder.class);
  private static final String CERTIFICATE = ".crt";
  private static final String KEY = ".key";
  private static final String DEFAULT = "default";
  private static final int MOST_FILES = 20_000;

  private final Path folder;
  private final Checked<SortedMap<Path, Version>, Table> table;

  // Used by one thread at a time, that which looks at the files:
  private SortedMap<Path, Version> lastFiles = new TreeMap<>();
  private Map<String, Identity> lastPairs = Map.of();

  /** Tells a changed file from what it was. */
  private record Version(FileTime changed, long bytes) {}

  private record Table(Map<String, Identity> byName, Optional<Identity> other) {}

  CertificateFolder(Path folder) {
    this.folder = folder;
    this.table = new Checked<>(this::files, this::read);
  }

  @Override
  public Optional<Identity> find(Optional<String> serverName) {
    Table known = table.value();
    if (serverName.isEmpty()) {
      return known.other();
    }
    String name = serverName.get();
    return Optional.ofNullable(known.byName().get(name))
        .or(() -> Optional.ofNullable(known.byName().get(SubjectNames.wildcard(name))));
  }

  /** What answers where nothing else does: the pair named so. */
  Identities byDefault() {
    return _ -> table.value().other();
  }

  /** What there is; while the folder cannot be listed, what there was. */
  private SortedMap<Path, Version> files() {
    SortedMap<Path, Version> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(folder)) {
      all.limit(MOST_FILES)
          .filter(CertificateFolder::isPart)
          .forEach(file -> version(file).ifPresent(version -> files.put(file, version)));
      lastFiles = files;
    } catch (NoSuchFileException e) {
      lastFiles = files;
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("{} cannot be listed just now, its certificates stay: {}", folder, e.toString());
    }
    return lastFiles;
  }

  private static boolean isPart(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(CERTIFICATE) || name.endsWith(KEY);
  }

  private static Optional<Version> version(Path file) {
    try {
      BasicFileAttributes its = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(new Version(its.lastModifiedTime(), its.size()));
    } catch (IOException e) {
      // It was removed just now.
      return Optional.empty();
    }
  }

  private Table read(SortedMap<Path, Version> files) {
    Map<String, Identity> pairs = new LinkedHashMap<>();
    for (Path file : files.keySet()) {
      String name = file.getFileName().toString();
      if (!name.endsWith(CERTIFICATE)) {
        continue;
      }
      String pair = name.substring(0, name.length() - CERTIFICATE.length());
      read(pair, file, files).ifPresent(read -> pairs.put(pair, read));
    }
    lastPairs = pairs;
    Map<String, Identity> byName = new HashMap<>();
    for (Identity identity : pairs.values()) {
      identity.names().names().forEach(name -> byName.merge(name, identity, Identity::later));
    }
    LOG.info("{} has certificates for {} names", folder, byName.size());
    return new Table(Map.copyOf(byName), Optional.ofNullable(pairs.get(DEFAULT)));
  }

  private Optional<Identity> read(String pair, Path file, SortedMap<Path, Version> files) {
    Path key = folder.resolve(pair + KEY);
    if (!files.containsKey(key)) {
      LOG.warn("The certificate {} is left out: there is no {} beside it", file, pair + KEY);
      return Optional.empty();
    }
    warnIfPublic(key);
    try {
      Identity read = PemPair.read(pair + "/" + files.get(file) + "/" + files.get(key), file, key);
      if (read.certificate().getNotAfter().toInstant().isBefore(Instant.now())) {
        LOG.warn("The certificate {} has expired: {}", file, read.certificate().getNotAfter());
      }
      return Optional.of(read);
    } catch (TlsException e) {
      Optional<Identity> before = Optional.ofNullable(lastPairs.get(pair));
      LOG.warn(
          "The certificate {} {}: {}",
          file,
          before.isPresent() ? "is not taken, the one before goes on" : "is left out",
          e.getMessage());
      return before;
    }
  }

  private static void warnIfPublic(Path key) {
    try {
      if (Files.getPosixFilePermissions(key).contains(PosixFilePermission.OTHERS_READ)) {
        LOG.warn("The key {} may be read by everybody on this machine: chmod o-r it", key);
      }
    } catch (IOException | UnsupportedOperationException e) {
      LOG.debug("Who may read {} is not known: {}", key, e.toString());
    }
  }
}
