package dev.verge.deploy.client;

import dev.verge.isolate.FunctionId;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** Which function a command is about. */
final class FunctionArguments {
  static final String DEFAULT_TENANT = "demo";

  @Parameters(paramLabel = "FUNCTION", description = "The function's name")
  private String function;

  @Option(
      names = {"-t", "--tenant"},
      scope = ScopeType.INHERIT,
      paramLabel = "TENANT",
      description = "Whose function it is; default ${DEFAULT-VALUE}")
  private String tenant = DEFAULT_TENANT;

  /**
   * @throws dev.verge.isolate.InvalidNameException when a name is not a DNS label
   */
  FunctionId id() {
    return new FunctionId(tenant, function);
  }
}
