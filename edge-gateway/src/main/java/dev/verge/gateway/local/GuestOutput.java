package dev.verge.gateway.local;

import dev.verge.isolate.platform.logs.LogLine;
import java.io.PrintStream;
import java.util.function.Consumer;

/**
 * Shows a function's log on the terminal as it comes, in the form of Fastly's emulator: what the
 * guest prints as it is, and lines of log endpoints behind their names.
 *
 * @param out what the guest prints, and endpoints
 * @param errors what the guest prints as errors, and what Verge has to say
 * @param nameOutput whether what it prints is shown as if printed to an endpoint {@code stdout}
 * @param nameErrors likewise for {@code stderr}
 */
record GuestOutput(PrintStream out, PrintStream errors, boolean nameOutput, boolean nameErrors)
    implements Consumer<LogLine> {
  @Override
  public void accept(LogLine line) {
    switch (line.source()) {
      case STDOUT -> out.println((nameOutput ? "stdout :: " : "") + line.text());
      case STDERR -> errors.println((nameErrors ? "stderr :: " : "") + line.text());
      case ENDPOINT -> out.println(line.text());
      case VERGE -> errors.println("verge: " + line.text());
    }
  }
}
