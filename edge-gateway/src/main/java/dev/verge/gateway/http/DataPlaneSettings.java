package dev.verge.gateway.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * What an operator may set about the data plane. {@link #DEFAULT} holds the defaults.
 *
 * @param bind where to listen; port 0 picks a free one. By default 127.0.0.1:8787
 * @param uriBytes the longest request target, in bytes; longer ones are answered with 414. By
 *     default 8 KiB
 * @param headerBytes the most that all header lines of a request may have together, in bytes; more
 *     are answered with 431. By default 32 KiB
 * @param idleTimeout how long a connection may stay open without a request. By default 60 s
 * @param headTimeout from the first byte of a request's head to its last; slower ones are answered
 *     with 408. By default 10 s
 * @param bodyTimeout how long a request's body may stand still while it is waited for. By default
 *     30 s
 * @param writeTimeout how long a client may take nothing of a response that waits for it. By
 *     default 30 s
 * @param drainTimeout how long {@link DataPlane#close} waits for the requests in flight. By default
 *     10 s
 * @param maxConnections connections open at once; more are answered with 503. By default 10,000
 */
public record DataPlaneSettings(
    InetSocketAddress bind,
    int uriBytes,
    int headerBytes,
    Duration idleTimeout,
    Duration headTimeout,
    Duration bodyTimeout,
    Duration writeTimeout,
    Duration drainTimeout,
    int maxConnections) {

  /** What holds when nothing is set. */
  public static final DataPlaneSettings DEFAULT =
      new DataPlaneSettings(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 8787),
          8 << 10,
          32 << 10,
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          10_000);

  private static final int HIGHEST_BYTES = 1 << 20;

  /**
   * @throws IllegalArgumentException when a setting is out of its range; the message names it
   */
  public DataPlaneSettings {
    require("The longest request target", uriBytes, HIGHEST_BYTES);
    require("The size of all header lines", headerBytes, HIGHEST_BYTES);
    require("The number of connections", maxConnections, Integer.MAX_VALUE);
    requirePositive("idle", idleTimeout);
    requirePositive("head", headTimeout);
    requirePositive("body", bodyTimeout);
    requirePositive("write", writeTimeout);
    if (drainTimeout.isNegative()) {
      throw new IllegalArgumentException("The drain timeout is negative: " + drainTimeout);
    }
  }

  /** These settings with another address to listen on. */
  public DataPlaneSettings withBind(InetSocketAddress address) {
    return new DataPlaneSettings(
        address,
        uriBytes,
        headerBytes,
        idleTimeout,
        headTimeout,
        bodyTimeout,
        writeTimeout,
        drainTimeout,
        maxConnections);
  }

  private static void require(String what, int value, int highest) {
    if (value < 1 || value > highest) {
      throw new IllegalArgumentException(
          "%s is %d; it must be from 1 to %d.".formatted(what, value, highest));
    }
  }

  private static void requirePositive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(
          "The %s timeout is %s; it must be longer than nothing.".formatted(name, value));
    }
  }
}
