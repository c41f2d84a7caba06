package dev.verge.gateway.local;

import dev.verge.gateway.up.UpException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that files changed. Events say only when to look: editors and compilers replace files,
 * and remove and remake directories, so what counts is how the files are once it is quiet.
 */
final class FileWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);

  /** Events that follow each other more closely belong together. */
  private static final Duration QUIET = Duration.ofMillis(150);

  /** A directory that is never quiet is looked at even so. */
  private static final Duration LONGEST_NOISE = Duration.ofSeconds(2);

  private final WatchService service;
  private final Listener listener;
  private final Thread thread =
      Thread.ofPlatform().name("file-watch").daemon().unstarted(this::run);
  private final Map<Path, WatchKey> keys = new HashMap<>();
  private Set<Path> files;
  private Map<Path, Stamp> stamps;
  private boolean waiting;

  /** Hears of changes, on the watch's own thread. */
  @FunctionalInterface
  interface Listener {
    /**
     * Some files are not what they were.
     *
     * @return the files to watch from now on; empty when the change was not understood: whatever
     *     happens next beside the same files is then told as well
     */
    Optional<Set<Path>> changed();
  }

  private record Stamp(FileTime modified, long size, String key) {}

  private FileWatch(WatchService service, Set<Path> files, Listener listener) {
    this.service = service;
    this.files = files;
    this.listener = listener;
  }

  /**
   * Watches files, and all that is in directories, whether they exist or not.
   *
   * @throws UpException when the system lets nothing be watched
   */
  static FileWatch start(Set<Path> files, Listener listener) {
    try {
      FileWatch watch = new FileWatch(FileSystems.getDefault().newWatchService(), files, listener);
      watch.register();
      watch.stamps = watch.look();
      watch.thread.start();
      return watch;
    } catch (IOException e) {
      throw new UpException(
          "Files cannot be watched: %s. Start it with --no-watch.".formatted(e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    try {
      service.close();
      thread.join();
    } catch (IOException e) {
      throw new UpException("The watch of files cannot be ended: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (true) {
        awaitQuiet();
        while (!lookAgain()) {
          // What vanished is being made again: there is an event to come, or was one already.
          Thread.sleep(QUIET);
        }
      }
    } catch (ClosedWatchServiceException e) {
      LOG.debug("The watch of files ended");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.error("Changes of files are not noticed any more", e);
    }
  }

  private void awaitQuiet() throws InterruptedException {
    WatchKey key = service.take();
    long end = System.nanoTime() + LONGEST_NOISE.toNanos();
    while (key != null && end - System.nanoTime() > 0) {
      key.pollEvents();
      if (!key.reset()) {
        keys.values().remove(key);
      }
      key = service.poll(QUIET.toMillis(), TimeUnit.MILLISECONDS);
    }
    if (key != null) {
      key.pollEvents();
      key.reset();
    }
  }

  /** Returns false when something vanished meanwhile, so that it is not known how the files are. */
  private boolean lookAgain() throws IOException {
    try {
      lookCalmly();
      return true;
    } catch (NoSuchFileException | NotDirectoryException e) {
      LOG.debug("{} vanished", e.getFile());
      return false;
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof NoSuchFileException
          || e.getCause() instanceof NotDirectoryException) {
        LOG.debug("A file vanished: {}", e.toString());
        return false;
      }
      throw e.getCause();
    }
  }

  private void lookCalmly() throws IOException {
    // First, so that what changes from now on is told by another event.
    register();
    Map<Path, Stamp> now = look();
    if (!waiting && now.equals(stamps)) {
      return;
    }
    stamps = now;
    Optional<Set<Path>> next = listener.changed();
    waiting = next.isEmpty();
    if (next.isPresent() && !next.get().equals(files)) {
      files = next.get();
      register();
      stamps = look();
    }
  }

  private void register() throws IOException {
    Set<Path> wanted = new HashSet<>();
    for (Path file : files) {
      wanted.add(nearestDirectory(file.toAbsolutePath().getParent()));
      if (Files.isDirectory(file)) {
        try (Stream<Path> walk = Files.walk(file)) {
          walk.filter(Files::isDirectory).map(Path::toAbsolutePath).forEach(wanted::add);
        }
      } else if (Files.isSymbolicLink(file) && Files.exists(file)) {
        wanted.add(file.toRealPath().getParent());
      }
    }
    keys.entrySet()
        .removeIf(
            entry -> {
              boolean needless = !wanted.contains(entry.getKey());
              if (needless) {
                entry.getValue().cancel();
              }
              return needless;
            });
    for (Path directory : wanted) {
      WatchKey key = keys.get(directory);
      if (key == null || !key.isValid()) {
        keys.put(
            directory,
            directory.register(
                service,
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_MODIFY,
                StandardWatchEventKinds.ENTRY_DELETE));
      }
    }
  }

  private static Path nearestDirectory(Path directory) {
    Path nearest = directory;
    while (!Files.isDirectory(nearest) && nearest.getParent() != null) {
      nearest = nearest.getParent();
    }
    return nearest;
  }

  private Map<Path, Stamp> look() throws IOException {
    Map<Path, Stamp> seen = new HashMap<>();
    for (Path file : files) {
      if (Files.isDirectory(file)) {
        try (Stream<Path> walk = Files.walk(file)) {
          walk.forEach(inner -> stamp(inner).ifPresent(stamp -> seen.put(inner, stamp)));
        }
      } else {
        stamp(file).ifPresent(stamp -> seen.put(file, stamp));
      }
    }
    return seen;
  }

  private static Optional<Stamp> stamp(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(
          new Stamp(
              attributes.lastModifiedTime(),
              attributes.size(),
              String.valueOf(attributes.fileKey())));
    } catch (IOException e) {
      // There is none now.
      return Optional.empty();
    }
  }
}
