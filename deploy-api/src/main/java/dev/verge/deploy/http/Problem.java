package dev.verge.deploy.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.verge.deploy.problem.ProblemType;
import java.util.Optional;

/**
 * A problem document (RFC 9457, section 3).
 *
 * @param type which kind, as a URI
 * @param title the kind in words
 * @param status the HTTP status code
 * @param detail this occurrence in words
 * @param instance the path that was asked for
 * @param errorId under which the control plane's own log has more; for its own failures only
 */
record Problem(
    String type,
    String title,
    int status,
    String detail,
    String instance,
    @JsonProperty("error_id") Optional<String> errorId) {
  static final String MEDIA_TYPE = "application/problem+json";

  static Problem of(ProblemType type, String detail, String instance) {
    return new Problem(type.uri(), type.title(), type.status(), detail, instance, Optional.empty());
  }

  static Problem internal(String errorId, String instance) {
    ProblemType type = ProblemType.INTERNAL;
    return new Problem(
        type.uri(),
        type.title(),
        type.status(),
        "This is not your request's fault. The control plane's log tells more under %s."
            .formatted(errorId),
        instance,
        Optional.of(errorId));
  }
}
