package dev.verge.deploy.http;

import dev.verge.deploy.catalogue.TenantPlaces;
import dev.verge.deploy.store.StagedFile;
import dev.verge.deploy.store.Staging;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.util.concurrent.Semaphore;

/**
 * Bodies that are too large for any number of them to be in memory at once. One comes into a file
 * first, so that a slow client keeps only its own tenant waiting; then only so many are taken apart
 * at a time. Safe on any thread.
 */
final class LargeBodies {
  /** What is not large. */
  private static final int SMALL_BYTES = 64 << 10;

  /** Of one tenant: coming, being taken apart, or being stored. */
  private static final int OF_A_TENANT = 2;

  /** Of all tenants: while it is taken apart, one has several times its own size. */
  private static final int AT_ONCE = 2;

  private final Staging staging;
  private final TenantPlaces tenants = new TenantPlaces(OF_A_TENANT);
  private final Semaphore places = new Semaphore(AT_ONCE, true);

  /**
   * @param staging where they are while they come
   */
  LargeBodies(Staging staging) {
    this.staging = staging;
  }

  /** Keeps a place of its tenant until it is closed, if one was needed. On one thread. */
  final class Guest implements AutoCloseable {
    private TenantPlaces.Place place = () -> {};

    /**
     * Has a body read, of which there is one.
     *
     * @param most how many bytes it may have
     * @throws IOException when it breaks off, or the disk fails
     */
    <T> T read(String tenant, InputStream body, int most, Call.Reading<T> reading)
        throws IOException {
      byte[] beginning = body.readNBytes(SMALL_BYTES + 1);
      if (beginning.length <= SMALL_BYTES) {
        return reading.of(new ByteArrayInputStream(beginning));
      }
      place = tenants.take(tenant);
      InputStream whole = new SequenceInputStream(new ByteArrayInputStream(beginning), body);
      try (StagedFile file = staging.receive(whole, most)) {
        return apart(file, reading);
      }
    }

    @Override
    public void close() {
      place.close();
    }
  }

  private <T> T apart(StagedFile file, Call.Reading<T> reading) throws IOException {
    places.acquireUninterruptibly();
    try (InputStream content = Files.newInputStream(file.path())) {
      return reading.of(content);
    } finally {
      places.release();
    }
  }
}
