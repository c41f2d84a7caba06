package dev.verge.deploy.client;

import dev.verge.deploy.access.Scope;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes and revokes access tokens. */
@Command(name = "token", description = "Create or revoke an access token.")
final class TokenCommand implements Runnable {
  private final Shell shell;
  @Spec private CommandSpec spec;

  TokenCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do: create or revoke.");
  }

  @Command(name = "create", description = "Make a token and print it; it cannot be shown again.")
  int create(
      @Parameters(paramLabel = "NAME", description = "What it is called, for people") String name,
      @Option(
              names = {"-t", "--tenant"},
              paramLabel = "TENANT",
              description = "Whose things it is for; all tenants' when left out")
          Optional<String> tenant,
      @Option(
              names = "--scope",
              paramLabel = "SCOPE",
              required = true,
              description = "What it allows: read, deploy or admin")
          Scope scope,
      @Mixin Connection connection) {
    try (ControlPlaneClient client = connection.open(shell)) {
      TokenDocument made = client.createToken(name, scope.label(), tenant);
      // Alone on standard output, so that a script can take it from there.
      spec.commandLine().getOut().println(made.token().orElseThrow());
      spec.commandLine()
          .getErr()
          .printf(
              "Token %s, scope %s, for %s. It is not shown again; revoke it with: ./verge token revoke %s%n",
              made.id(),
              made.scope(),
              made.tenant().map("the tenant "::concat).orElse("all tenants"),
              made.id());
    }
    return 0;
  }

  @Command(name = "revoke", description = "End a token's life at once.")
  int revoke(
      @Parameters(paramLabel = "ID", description = "The id that ./verge tokens shows") String id,
      @Mixin Connection connection) {
    try (ControlPlaneClient client = connection.open(shell)) {
      client.revokeToken(id);
      spec.commandLine().getOut().printf("Revoked the token %s.%n", id);
    }
    return 0;
  }
}
