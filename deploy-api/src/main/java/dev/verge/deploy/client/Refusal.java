package dev.verge.deploy.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.verge.deploy.problem.ProblemType;
import java.io.IOException;
import java.util.Map;

/** Reads what the control plane said no with: a problem document (RFC 9457), or whatever it was. */
final class Refusal {
  private Refusal() {}

  /** Where what was asked for can be found, in the shell's words. */
  private static final Map<ProblemType, String> HINTS =
      Map.of(
          ProblemType.UNAUTHORIZED,
              " (Tokens come from --token, VERGE_TOKEN or the state directory.)",
          ProblemType.NO_SUCH_FUNCTION, " (./verge list shows those that there are.)",
          ProblemType.NO_SUCH_VERSION, " (./verge versions shows a function's.)",
          ProblemType.NO_SUCH_TENANT, " (./verge tenants shows those that there are.)");

  static ClientException of(int status, byte[] body) {
    try {
      JsonNode problem = ControlPlaneClient.JSON.readTree(body);
      for (String member : new String[] {"detail", "title"}) {
        String text = problem.path(member).asText("");
        if (!text.isBlank()) {
          return new ClientException(text + hint(problem.path("type").asText("")));
        }
      }
    } catch (IOException e) {
      // Not from Verge, but perhaps from a proxy before it: the status is all there is to tell.
    }
    return new ClientException("The control plane answered with status %d.".formatted(status));
  }

  private static String hint(String type) {
    return HINTS.entrySet().stream()
        .filter(hint -> hint.getKey().uri().equals(type))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("");
  }
}
