package dev.verge.gateway.local;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/**
 * The command line of Viceroy, Fastly's local emulator, for tools that start it: {@code fastly
 * compute serve --viceroy-path}, and test runners that use {@code viceroy run}. Exit codes: 0 when
 * stopped by a signal or ended well, 1 when it could not be done, 2 for wrong usage; of {@code run}
 * also the program's own.
 */
@Command(
    name = "viceroy",
    description = "Viceroy's command line, served by Verge.",
    mixinStandardHelpOptions = true,
    versionProvider = ViceroyMain.Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class ViceroyMain {
  /** The version of Viceroy whose command line this is. */
  private static final String VERSION = "viceroy 0.20.2";

  private static final Set<String> FIRST =
      Set.of("serve", "run", "adapt", "-h", "--help", "-V", "--version");

  private ViceroyMain() {}

  /** Runs a command and ends the process. */
  public static void main(String[] args) {
    System.exit(execute(Arrays.asList(args), System.getenv()));
  }

  static int execute(List<String> args, Map<String, String> variables) {
    List<String> all = new ArrayList<>(args);
    if (all.isEmpty() || !FIRST.contains(all.getFirst())) {
      all.addFirst("serve");
    }
    RunArguments run =
        all.getFirst().equals("run")
            ? RunArguments.split(all.subList(1, all.size()))
            : new RunArguments(List.of(), List.of());
    CommandLine line = new CommandLine(new ViceroyMain());
    line.addSubcommand(new ViceroyServe(variables));
    line.addSubcommand(new ViceroyRun(variables, run.guest()));
    line.addSubcommand(new Adapt());
    line.setExecutionExceptionHandler((e, at, _) -> failed(e, at.getErr()));
    if (all.getFirst().equals("run")) {
      all = new ArrayList<>(run.own());
      all.addFirst("run");
    }
    return line.execute(all.toArray(String[]::new));
  }

  private static int failed(Exception e, PrintWriter err) {
    err.println("ERROR " + (e.getMessage() == null ? e.toString() : e.getMessage()));
    err.flush();
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** Components are not served here, so there is nothing to adapt to. */
  @Command(name = "adapt", description = "Is not done here: core modules run as they are.")
  static final class Adapt implements Callable<Integer> {
    @CommandLine.Unmatched private List<String> rest = List.of();

    @Override
    public Integer call() {
      System.err.println(
          "ERROR Verge runs core modules as they are and makes no components of them: nothing was written (%s)"
              .formatted(String.join(" ", rest)));
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  /** In the form that Fastly's command line reads. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {VERSION};
    }
  }
}
