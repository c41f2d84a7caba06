package dev.verge.deploy.client;

import dev.verge.isolate.FunctionId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lets a stored version serve all requests. */
@Command(name = "activate", description = "Let a stored version serve.", sortOptions = false)
final class ActivateCommand implements Callable<Integer> {
  private final Shell shell;
  @Spec private CommandSpec spec;
  @Mixin private FunctionArguments function = new FunctionArguments();

  @Parameters(index = "1", paramLabel = "VERSION", description = "Its number")
  private int version;

  @Option(
      names = "--wait-warm",
      description = "Only when its code is compiled, or its budget for that has ended")
  private boolean waitWarm;

  @Mixin private RuleOptions rule = new RuleOptions();
  @Mixin private Connection connection = new Connection();

  ActivateCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    FunctionId id = function.id();
    Map<String, Object> wanted = new HashMap<>(Map.of("version", version));
    rule.rule().ifPresent(given -> wanted.put("rollback", given));
    try (ControlPlaneClient client = connection.open(shell)) {
      client.putDeployment(id, wanted, waitWarm);
      spec.commandLine().getOut().printf("%s now serves version %d.%n", id, version);
    }
    return 0;
  }
}
