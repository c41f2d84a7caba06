package dev.verge.isolate.platform.geo;

import com.maxmind.db.Reader;
import dev.verge.isolate.binding.Geolocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is known of addresses. Safe on any thread. */
public final class GeoDatabase implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GeoDatabase.class);
  private final List<Reader> readers;
  private final InstantSource clock;

  private GeoDatabase(List<Reader> readers, InstantSource clock) {
    this.readers = List.copyOf(readers);
    this.clock = clock;
  }

  /**
   * Opens databases in MaxMind's format (MaxMind DB file format specification 2.0), or none.
   *
   * @param path a file, or a directory whose {@code *.mmdb} complement one another, such as one of
   *     cities and one of networks; of the same fact the first by name counts. They are mapped, so
   *     a new one is moved into place, never written over
   * @throws IllegalArgumentException when a file is not such a database
   */
  public static GeoDatabase open(Optional<Path> path) {
    return open(path, InstantSource.system());
  }

  static GeoDatabase open(Optional<Path> path, InstantSource clock) {
    List<Reader> readers = new ArrayList<>();
    for (Path file : path.map(GeoDatabase::files).orElse(List.of())) {
      try {
        readers.add(new Reader(file.toFile()));
      } catch (IOException | RuntimeException e) {
        new GeoDatabase(readers, clock).close();
        throw new IllegalArgumentException(
            "%s is not a readable database in MaxMind's format: %s".formatted(file, e.getMessage()),
            e);
      }
    }
    return new GeoDatabase(readers, clock);
  }

  private static List<Path> files(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(path, "*.mmdb")) {
      found.forEach(files::add);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "The directory %s cannot be read: %s".formatted(path, e.getMessage()), e);
    }
    if (files.isEmpty()) {
      throw new IllegalArgumentException("%s has no *.mmdb file.".formatted(path));
    }
    return files.stream().sorted().toList();
  }

  /**
   * What is known of an address: what the version declares, what the databases have, or an invented
   * place for the machine itself, in this order.
   *
   * @return a JSON object with Fastly's names of fields
   */
  public Optional<String> lookup(Geolocation declared, InetAddress address) {
    return Optional.ofNullable(declared.addresses().get(address))
        .or(() -> stored(address))
        .or(
            () ->
                declared.loopbackKnown() && address.isLoopbackAddress()
                    ? Optional.of(Place.INVENTED)
                    : Optional.empty());
  }

  private Optional<String> stored(InetAddress address) {
    List<Map<?, ?>> records = new ArrayList<>();
    for (Reader reader : readers) {
      record(reader, address).ifPresent(records::add);
    }
    return records.isEmpty()
        ? Optional.empty()
        : Optional.of(new Place(records).json(clock.instant()));
  }

  private static Optional<Map<?, ?>> record(Reader reader, InetAddress address) {
    try {
      return Optional.ofNullable(reader.get(address, Map.class));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // An IPv6 address, and a database of IPv4.
    } catch (IOException e) {
      LOG.warn("The database of addresses cannot be read.", e);
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    for (Reader reader : readers) {
      try {
        reader.close();
      } catch (IOException e) {
        throw new UncheckedIOException("A database of addresses cannot be closed.", e);
      }
    }
  }
}
