package dev.verge.deploy.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Whether what a command shows is for a program. */
final class JsonOption {
  @Option(names = "--json", description = "Print JSON, as the control plane tells it")
  private boolean asked;

  /**
   * Prints a document, or what people are shown of it.
   *
   * @param document read only when it is asked for
   */
  void print(PrintWriter out, Supplier<JsonNode> document, Consumer<PrintWriter> forPeople) {
    if (asked) {
      JsonNode told = document.get();
      // What a manifest leaves out has nothing in it.
      out.println(told.isMissingNode() ? "{}" : told.toPrettyString());
    } else {
      forPeople.accept(out);
    }
  }
}
