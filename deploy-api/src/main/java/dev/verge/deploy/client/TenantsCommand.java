package dev.verge.deploy.client;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows the tenants. */
@Command(name = "tenants", description = "Show the tenants, what they have and may have.")
final class TenantsCommand implements Callable<Integer> {
  private final Shell shell;
  @Spec private CommandSpec spec;
  @Mixin private Connection connection = new Connection();

  TenantsCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    try (ControlPlaneClient client = connection.open(shell)) {
      print(client.tenants(), spec.commandLine().getOut());
    }
    return 0;
  }

  private static void print(List<TenantDocument> tenants, PrintWriter out) {
    if (tenants.isEmpty()) {
      out.println("No tenants yet. Make one: ./verge tenant create NAME");
      return;
    }
    Table table = new Table("TENANT", "FUNCTIONS", "VERSIONS", "STORED", "CREATED");
    for (TenantDocument tenant : tenants) {
      table.row(
          tenant.tenant(),
          tenant.use().functions()
              + limit(tenant, "functions").map(most -> " of " + most).orElse(""),
          Long.toString(tenant.use().versions()),
          Sizes.of(tenant.use().storedBytes())
              + limit(tenant, "stored_bytes").map(most -> " of " + Sizes.of(most)).orElse(""),
          tenant.created());
    }
    table.print(out);
  }

  private static Optional<Long> limit(TenantDocument tenant, String quota) {
    return Optional.ofNullable(tenant.quotas().get(quota));
  }
}
