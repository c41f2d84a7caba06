package dev.verge.deploy.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts and deletes secrets, which nobody is shown again. */
@Command(name = "secret", description = "Put, list and delete secrets, live.")
final class SecretCommand implements Runnable {
  private static final int MOST_BYTES = 64 << 10;
  private final Shell shell;
  @Spec private CommandSpec spec;

  SecretCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do: list, put or delete.");
  }

  @Command(name = "list", description = "Show the names of a store's secrets, or the stores.")
  int list(
      @Parameters(index = "0", paramLabel = "STORE", arity = "0..1", description = "Which store")
          Optional<String> store,
      @Mixin TenantOption tenant,
      @Mixin JsonOption json,
      @Mixin Connection connection) {
    JsonNode all;
    try (ControlPlaneClient client = connection.open(shell)) {
      all =
          store.isPresent()
              ? client.document(path(tenant, store.get()) + "/secrets").path("secrets")
              : client.document(tenant.path() + "/secret-stores").path("secret_stores");
    }
    json.print(
        spec.commandLine().getOut(),
        () -> all,
        out -> {
          if (store.isPresent()) {
            secrets(all).print(out);
          } else {
            all.forEach(name -> out.println(Printable.of(name.asText())));
          }
        });
    return 0;
  }

  private static Table secrets(JsonNode all) {
    Table table = new Table("SECRET", "PUT", "DIGEST");
    for (JsonNode each : all) {
      table.row(
          Printable.of(each.path("name").asText()),
          Printable.of(each.path("created").asText()),
          Printable.of(each.path("digest").asText()));
    }
    return table;
  }

  @Command(
      name = "put",
      description =
          "Put a secret: a file's content, what is typed unseen, or what standard input has. Never an argument, which other users of the machine could see.")
  int put(
      @Parameters(index = "0", paramLabel = "STORE", description = "Made when it is missing")
          String store,
      @Parameters(index = "1", paramLabel = "NAME", description = "Which secret") String name,
      @Option(names = "--file", paramLabel = "FILE", description = "Has the secret")
          Optional<Path> file,
      @Mixin TenantOption tenant,
      @Mixin Connection connection) {
    byte[] secret = secret(file);
    try (ControlPlaneClient client = connection.open(shell)) {
      client.put(path(tenant, store, name), Map.of(), secret);
    }
    spec.commandLine().getErr().printf("Put a secret of %d bytes.%n", secret.length);
    return 0;
  }

  private byte[] secret(Optional<Path> file) {
    if (file.isPresent()) {
      return Given.bytes(file, MOST_BYTES);
    }
    if (shell.terminal()) {
      return typed();
    }
    if (shell.typed().getAsBoolean()) {
      throw new ParameterException(
          spec.commandLine(),
          "What you type would be seen, since the output does not go to the terminal. Leave the output alone, give --file, or pipe the secret in.");
    }
    return Given.bytes(file, MOST_BYTES);
  }

  private static byte[] typed() {
    char[] secret = System.console().readPassword("The secret: ");
    if (secret == null || secret.length == 0) {
      throw new ClientException("Nothing was typed, so nothing was put.");
    }
    return new String(secret).getBytes(UTF_8);
  }

  @Command(name = "delete", description = "Delete a secret, or with --all the store.")
  int delete(
      @Parameters(index = "0", paramLabel = "STORE", description = "Which store") String store,
      @Parameters(index = "1", paramLabel = "NAME", arity = "0..1", description = "Which secret")
          Optional<String> name,
      @Option(names = "--all", description = "The store with all its secrets") boolean all,
      @Mixin TenantOption tenant,
      @Mixin Connection connection) {
    if (name.isPresent() == all) {
      throw new ParameterException(spec.commandLine(), "Give a name, or --all for the store.");
    }
    try (ControlPlaneClient client = connection.open(shell)) {
      client.delete(name.map(one -> path(tenant, store, one)).orElseGet(() -> path(tenant, store)));
    }
    return 0;
  }

  private static String path(TenantOption tenant, String store) {
    return "%s/secret-stores/%s".formatted(tenant.path(), ControlPlaneClient.segment(store));
  }

  private static String path(TenantOption tenant, String store, String name) {
    return "%s/secrets/%s".formatted(path(tenant, store), ControlPlaneClient.segment(name));
  }
}
