package dev.verge.deploy.client;

import dev.verge.isolate.FunctionId;
import picocli.CommandLine.Option;

/** Whose data a command is about. */
final class TenantOption {
  @Option(
      names = {"-t", "--tenant"},
      paramLabel = "TENANT",
      description = "Whose data it is; default ${DEFAULT-VALUE}")
  private String tenant = FunctionArguments.DEFAULT_TENANT;

  /**
   * The path of all that the tenant has.
   *
   * @throws dev.verge.isolate.InvalidNameException when the name is not a DNS label
   */
  String path() {
    return "/v1/tenants/" + new FunctionId(tenant, "any").tenant();
  }
}
