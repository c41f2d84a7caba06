package dev.verge.deploy.requests;

import dev.verge.isolate.VersionId;
import dev.verge.isolate.exchange.Start;
import java.util.Optional;

/**
 * One request that was routed to a function, when it had ended. Made on the way of every request,
 * so it keeps what is there and formats nothing.
 *
 * @param number its place among the function's requests since the platform started, from 0; see
 *     {@link RequestRing#number}
 * @param epochMillis when it was routed, in milliseconds since 1970
 * @param id the request's id
 * @param method as received; at the most {@link #METHOD_CHARS}
 * @param path as received and not decoded; at the most {@link #PATH_CHARS}
 * @param query what stands behind the first {@code ?}; empty when there is none, or when it is
 *     longer than {@link #QUERY_CHARS}
 * @param version which version served, or would have
 * @param status that the client got; 499 when it left before it could get one
 * @param ending how it ended
 * @param start how it got its isolate; empty when it got none
 * @param firstByteNanos from "request routed" to the response's head; -1 when there was none
 * @param totalNanos from "request routed" to the response's end
 * @param bytesIn of the request's body that had arrived by then
 * @param bytesOut of the response's body
 * @param trigger what made it in place of a client, such as {@code cron}; empty when a client did
 * @param calls what its guest asked of backends
 */
public record RequestRecord(
    long number,
    long epochMillis,
    String id,
    String method,
    String path,
    String query,
    VersionId version,
    int status,
    Ending ending,
    Optional<Start> start,
    long firstByteNanos,
    long totalNanos,
    long bytesIn,
    long bytesOut,
    Optional<String> trigger,
    BackendCalls calls) {
  /** Longer methods are cut. */
  public static final int METHOD_CHARS = 32;

  /** Longer paths are cut. */
  public static final int PATH_CHARS = 256;

  /** Longer queries are left out. */
  public static final int QUERY_CHARS = 64;

  private static final String CUT = "…";

  /** Cuts what is too long. */
  public RequestRecord {
    method = cut(method, METHOD_CHARS);
    path = cut(path, PATH_CHARS);
    query = query.length() > QUERY_CHARS ? "" : query;
  }

  /** Of a request that a client sent, and whose guest asked no backend. */
  public RequestRecord(
      long number,
      long epochMillis,
      String id,
      String method,
      String path,
      String query,
      VersionId version,
      int status,
      Ending ending,
      Optional<Start> start,
      long firstByteNanos,
      long totalNanos,
      long bytesIn,
      long bytesOut) {
    this(
        number,
        epochMillis,
        id,
        method,
        path,
        query,
        version,
        status,
        ending,
        start,
        firstByteNanos,
        totalNanos,
        bytesIn,
        bytesOut,
        Optional.empty(),
        BackendCalls.NONE);
  }

  /** This record with no more of its calls than a summary. */
  RequestRecord summary() {
    return new RequestRecord(
        number,
        epochMillis,
        id,
        method,
        path,
        query,
        version,
        status,
        ending,
        start,
        firstByteNanos,
        totalNanos,
        bytesIn,
        bytesOut,
        trigger,
        calls.summary());
  }

  static String cut(String text, int most) {
    return text.length() > most ? text.substring(0, most - CUT.length()) + CUT : text;
  }
}
