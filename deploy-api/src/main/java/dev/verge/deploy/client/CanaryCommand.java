package dev.verge.deploy.client;

import dev.verge.isolate.FunctionId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tries a version with a part of the requests. */
@Command(
    name = "canary",
    description = "Let a stored version serve a part of the requests, or show how it does.",
    sortOptions = false)
final class CanaryCommand implements Callable<Integer> {
  private static final String HEADER = "header:";

  private final Shell shell;
  @Spec private CommandSpec spec;
  @Mixin private FunctionArguments function = new FunctionArguments();

  @Parameters(index = "1", arity = "0..1", paramLabel = "VERSION", description = "Its number")
  private Optional<Integer> version = Optional.empty();

  @Option(
      names = {"-p", "--percent"},
      paramLabel = "P",
      description = "How many of the requests it gets, such as 5 or 0.5")
  private Optional<Double> percent = Optional.empty();

  @Option(
      names = "--sticky",
      paramLabel = "HOW",
      description = "What keeps a client with one version: cookie, header:NAME, or none")
  private Optional<String> sticky = Optional.empty();

  @Mixin private RuleOptions rule = new RuleOptions();

  @Option(
      names = "--replace-rule",
      description = "Give up the rule that watches the version that serves")
  private boolean replaceRule;

  @Option(names = "--promote", description = "Let the canary serve all requests")
  private boolean promote;

  @Option(names = "--abort", description = "Let the canary serve no more requests")
  private boolean abort;

  @Mixin private JsonOption json = new JsonOption();
  @Mixin private Connection connection = new Connection();

  CanaryCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    boolean begins = version.isPresent() || percent.isPresent();
    if ((begins ? 1 : 0) + (promote ? 1 : 0) + (abort ? 1 : 0) > 1
        || version.isPresent() != percent.isPresent()) {
      throw new ParameterException(
          spec.commandLine(),
          "Give a VERSION with --percent, or --promote, or --abort, or nothing to see how it does.");
    }
    if (!begins && (sticky.isPresent() || rule.rule().isPresent() || replaceRule)) {
      throw new ParameterException(
          spec.commandLine(),
          "--sticky, --replace-rule and rules are for a canary that begins or changes: give them with a VERSION and --percent.");
    }
    FunctionId id = function.id();
    try (ControlPlaneClient client = connection.open(shell)) {
      String told = act(client, id);
      json.print(
          spec.commandLine().getOut(),
          () -> client.document(ControlPlaneClient.path(id) + "/deployment"),
          out -> out.println(told));
    }
    return 0;
  }

  private String act(ControlPlaneClient client, FunctionId id) {
    if (promote) {
      return serves(id, client.promoteCanary(id));
    }
    if (abort) {
      client.abortCanary(id);
      return serves(id, client.deployment(id));
    }
    if (version.isEmpty()) {
      return client
          .deployment(id)
          .rollout()
          .map(RolloutDocument::told)
          .orElse("No version was tried yet.");
    }
    client.putCanary(id, wanted(client.deployment(id)), replaceRule);
    return "%s serves version %d to %s of its requests."
        .formatted(id, version.get(), Percent.of(percent.orElseThrow()));
  }

  private static String serves(FunctionId id, DeploymentDocument now) {
    return "%s now serves version %d.".formatted(id, now.version());
  }

  /** What is given, and of a canary that runs what is not: putting it replaces all of that. */
  private Map<String, Object> wanted(DeploymentDocument now) {
    Map<String, Object> wanted = new HashMap<>();
    Map<String, Object> whole = new HashMap<>();
    now.rollout()
        .filter(rollout -> rollout.isCanary(version.orElseThrow()))
        .ifPresent(
            running -> {
              running.sticky().ifPresent(how -> wanted.put("sticky", how));
              running.header().ifPresent(name -> wanted.put("header", name));
              running.rollback().ifPresent(whole::putAll);
            });
    wanted.put("version", version.orElseThrow());
    wanted.put("percent", percent.orElseThrow());
    sticky.ifPresent(
        how -> {
          wanted.put("sticky", how.startsWith(HEADER) ? "header" : how);
          wanted.remove("header");
          if (how.startsWith(HEADER)) {
            wanted.put("header", how.substring(HEADER.length()));
          }
        });
    rule.rule().ifPresent(whole::putAll);
    if (!whole.isEmpty()) {
      wanted.put("rollback", whole);
    }
    return wanted;
  }
}
