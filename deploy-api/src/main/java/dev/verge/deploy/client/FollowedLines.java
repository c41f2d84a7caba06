package dev.verge.deploy.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.util.function.Function;

/**
 * Documents, one a line, that are printed as they come.
 *
 * @param out gets them
 * @param json whether they are printed as the control plane tells them
 * @param wording a document for people
 */
record FollowedLines(PrintWriter out, boolean json, Function<JsonNode, String> wording) {
  /**
   * Prints until the end, which a stream that is followed has when the platform stops, or until
   * nobody reads it any more.
   *
   * @throws IOException when it breaks off
   */
  void print(InputStream answer) throws IOException {
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer, UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          out.println(json ? line : wording.apply(ControlPlaneClient.JSON.readTree(line)));
          if (out.checkError()) {
            // Whoever read it has gone, as head does.
            return;
          }
        }
      }
    }
  }
}
