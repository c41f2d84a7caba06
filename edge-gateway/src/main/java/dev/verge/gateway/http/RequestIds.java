package dev.verge.gateway.http;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Names for requests: unique within this process, and unlikely to be met again in another's logs.
 */
final class RequestIds {
  private static final int PREFIX_BYTES = 4;

  private final String prefix;
  private final AtomicLong last = new AtomicLong();

  RequestIds() {
    byte[] random = new byte[PREFIX_BYTES];
    new SecureRandom().nextBytes(random);
    prefix = HexFormat.of().formatHex(random) + "-";
  }

  String next() {
    return prefix + Long.toHexString(last.incrementAndGet());
  }
}
