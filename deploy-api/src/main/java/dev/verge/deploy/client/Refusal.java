package dev.verge.deploy.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** Reads what the control plane said no with: a problem document (RFC 9457), or whatever it was. */
final class Refusal {
  private Refusal() {}

  static ClientException of(int status, byte[] body) {
    try {
      JsonNode problem = ControlPlaneClient.JSON.readTree(body);
      for (String member : new String[] {"detail", "title"}) {
        String text = problem.path(member).asText("");
        if (!text.isBlank()) {
          return new ClientException(
              status == 401
                  ? text + " (Tokens come from --token, VERGE_TOKEN or the state directory.)"
                  : text);
        }
      }
    } catch (IOException e) {
      // Not from Verge, but perhaps from a proxy before it: the status is all there is to tell.
    }
    return new ClientException("The control plane answered with status %d.".formatted(status));
  }
}
