package dev.verge.deploy.client;

import dev.verge.isolate.FunctionId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes and deletes tenants. */
@Command(name = "tenant", description = "Create or delete a tenant.")
final class TenantCommand implements Runnable {
  private final Shell shell;
  @Spec private CommandSpec spec;

  TenantCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do: create or delete.");
  }

  @Command(name = "create", description = "Make a tenant, or set the quotas of one that is there.")
  int create(
      @Parameters(paramLabel = "NAME", description = "The tenant's name") String name,
      @Option(
              names = "--functions",
              paramLabel = "N",
              description = "How many functions it may have; quotas that are not given then end")
          Optional<Long> functions,
      @Option(
              names = "--stored-bytes",
              paramLabel = "BYTES",
              description = "How many bytes its modules and assets may have together")
          Optional<Long> storedBytes,
      @Option(
              names = "--memory-bytes",
              paramLabel = "BYTES",
              description = "How much linear memory its running functions may have together")
          Optional<Long> memoryBytes,
      @Option(
              names = "--cpu-ms-per-request",
              paramLabel = "MS",
              description =
                  "How long one request may compute, whatever its function's own limit is")
          Optional<Long> cpuMsPerRequest,
      @Option(
              names = "--cpu-ms-per-minute",
              paramLabel = "MS",
              description = "How long all its requests of a minute may compute together")
          Optional<Long> cpuMsPerMinute,
      @Option(
              names = "--in-flight",
              paramLabel = "N",
              description = "How many requests it may have at once")
          Optional<Long> inFlight,
      @Option(names = "--no-quotas", description = "End all quotas that it has") boolean noQuotas,
      @Mixin Connection connection) {
    Map<String, Long> quotas = new LinkedHashMap<>();
    functions.ifPresent(most -> quotas.put("functions", most));
    storedBytes.ifPresent(most -> quotas.put("stored_bytes", most));
    memoryBytes.ifPresent(most -> quotas.put("memory_bytes", most));
    cpuMsPerRequest.ifPresent(most -> quotas.put("cpu_ms_per_request", most));
    cpuMsPerMinute.ifPresent(most -> quotas.put("cpu_ms_per_minute", most));
    inFlight.ifPresent(most -> quotas.put("in_flight", most));
    if (noQuotas && !quotas.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "Give quotas, or --no-quotas, not both.");
    }
    try (ControlPlaneClient client = connection.open(shell)) {
      TenantDocument tenant =
          client.createTenant(
              new FunctionId(name, "any").tenant(),
              Optional.of(quotas).filter(given -> noQuotas || !given.isEmpty()));
      spec.commandLine().getOut().printf("The tenant %s is there.%n", tenant.tenant());
    }
    return 0;
  }

  @Command(
      name = "delete",
      description = "Delete a tenant that has nothing any more; its tokens are revoked.")
  int delete(
      @Parameters(paramLabel = "NAME", description = "The tenant's name") String name,
      @Mixin Connection connection) {
    try (ControlPlaneClient client = connection.open(shell)) {
      client.deleteTenant(new FunctionId(name, "any").tenant());
      spec.commandLine().getOut().printf("Deleted the tenant %s.%n", name);
    }
    return 0;
  }
}
