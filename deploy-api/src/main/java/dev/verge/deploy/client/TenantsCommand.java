package dev.verge.deploy.client;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows the tenants. */
@Command(name = "tenants", description = "Show the tenants, what they have and may have.")
final class TenantsCommand implements Callable<Integer> {
  private final Shell shell;
  @Spec private CommandSpec spec;
  @Mixin private JsonOption json = new JsonOption();
  @Mixin private Connection connection = new Connection();

  TenantsCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    try (ControlPlaneClient client = connection.open(shell)) {
      json.print(
          spec.commandLine().getOut(),
          () -> client.document("/v1/tenants"),
          out -> print(client.tenants(), out));
    }
    return 0;
  }

  private static void print(List<TenantDocument> tenants, PrintWriter out) {
    if (tenants.isEmpty()) {
      out.println("No tenants yet. Make one: ./verge tenant create NAME");
      return;
    }
    Table table =
        new Table(
            "TENANT",
            "FUNCTIONS",
            "VERSIONS",
            "STORED",
            "MEMORY",
            "CPU/REQUEST",
            "CPU/MIN",
            "IN FLIGHT",
            "CREATED");
    for (TenantDocument tenant : tenants) {
      table.row(
          tenant.tenant(),
          tenant.use().functions() + of(tenant, "functions", most -> Long.toString(most)),
          Long.toString(tenant.use().versions()),
          Sizes.of(tenant.use().storedBytes()) + of(tenant, "stored_bytes", Sizes::of),
          Sizes.of(tenant.use().memoryBytes()) + of(tenant, "memory_bytes", Sizes::of),
          limit(tenant, "cpu_ms_per_request").map(TenantsCommand::millis).orElse("-"),
          millis(tenant.use().cpuMsLastMinute())
              + of(tenant, "cpu_ms_per_minute", TenantsCommand::millis),
          tenant.use().inFlight() + of(tenant, "in_flight", most -> Long.toString(most)),
          tenant.created());
    }
    table.print(out);
  }

  private static String of(TenantDocument tenant, String quota, LongFunction<String> shown) {
    return limit(tenant, quota).map(most -> " of " + shown.apply(most)).orElse("");
  }

  private static String millis(long millis) {
    return millis + " ms";
  }

  private static Optional<Long> limit(TenantDocument tenant, String quota) {
    return Optional.ofNullable(tenant.quotas().get(quota));
  }
}
