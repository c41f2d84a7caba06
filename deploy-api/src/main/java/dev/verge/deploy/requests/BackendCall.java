package dev.verge.deploy.requests;

import java.util.Optional;

/**
 * A request that a guest sent to a backend while it answered one, as it stood when that was
 * answered.
 *
 * @param backend the backend's name, as the guest calls it; at the most {@link #NAME_CHARS}
 * @param method as the guest has it; at the most {@link RequestRecord#METHOD_CHARS}
 * @param path as the guest has it and not decoded; at the most {@link #PATH_CHARS}
 * @param query what stands behind the first {@code ?}; empty when there is none, or when it is
 *     longer than {@link RequestRecord#QUERY_CHARS}
 * @param status of the response; 0 when there was none
 * @param error what went wrong, in one word, such as {@code connection_refused}
 * @param cached whether the response came from a cache, so that the guest waited for no backend
 * @param sentNanos from "request routed" to when the guest sent it
 * @param firstByteNanos from there to the response's head; -1 when there was none
 * @param totalNanos from there to when all of the response was read, or nobody wanted more; -1 when
 *     it still went on
 * @param bytes of the response's body that were read
 */
public record BackendCall(
    String backend,
    String method,
    String path,
    String query,
    int status,
    Optional<String> error,
    boolean cached,
    long sentNanos,
    long firstByteNanos,
    long totalNanos,
    long bytes) {
  /** Longer names are cut. */
  public static final int NAME_CHARS = 64;

  /** Longer paths are cut: shorter than those of records, which may have many of these. */
  public static final int PATH_CHARS = 96;

  /** Cuts what is too long. */
  public BackendCall {
    backend = RequestRecord.cut(backend, NAME_CHARS);
    method = RequestRecord.cut(method, RequestRecord.METHOD_CHARS);
    path = RequestRecord.cut(path, PATH_CHARS);
    query = query.length() > RequestRecord.QUERY_CHARS ? "" : query;
  }
}
