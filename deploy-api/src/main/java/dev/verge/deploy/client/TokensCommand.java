package dev.verge.deploy.client;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows the access tokens. */
@Command(name = "tokens", description = "Show the access tokens, but not what they are.")
final class TokensCommand implements Callable<Integer> {
  private final Shell shell;
  @Spec private CommandSpec spec;
  @Mixin private JsonOption json = new JsonOption();
  @Mixin private Connection connection = new Connection();

  TokensCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    try (ControlPlaneClient client = connection.open(shell)) {
      json.print(
          spec.commandLine().getOut(),
          () -> client.document("/v1/tokens"),
          out -> print(client.tokens(), out));
    }
    return 0;
  }

  private static void print(List<TokenDocument> tokens, PrintWriter out) {
    if (tokens.isEmpty()) {
      out.println(
          "No tokens but the root token. Make one: ./verge token create --tenant T --scope deploy NAME");
      return;
    }
    Table table = new Table("ID", "NAME", "TENANT", "SCOPE", "CREATED", "BY", "LAST USED");
    for (TokenDocument token : tokens) {
      table.row(
          token.id(),
          token.name(),
          token.tenant().orElse("(all)"),
          token.scope(),
          token.created(),
          token.createdBy().told(),
          token.lastUsed().orElse("never"));
    }
    table.print(out);
  }
}
