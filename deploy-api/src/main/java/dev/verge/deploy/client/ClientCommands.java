package dev.verge.deploy.client;

import java.util.List;

/** The commands that talk to a running platform. */
public final class ClientCommands {
  private ClientCommands() {}

  /** New picocli commands, named by their annotations; they throw {@link ClientException}. */
  public static List<Object> in(Shell shell) {
    return List.of(
        new DeployCommand(shell),
        new ListCommand(shell),
        new VersionsCommand(shell),
        new ActivateCommand(shell),
        new CanaryCommand(shell),
        new RollbackCommand(shell),
        new DeleteCommand(shell),
        new LogsCommand(shell),
        new RequestsCommand(shell),
        new TriggersCommand(shell),
        new TopCommand(shell),
        new EnvCommand(shell),
        new BackendCommand(shell),
        new HostnameCommand(shell),
        new KvCommand(shell),
        new SecretCommand(shell),
        new ConfigCommand(shell),
        new AclCommand(shell),
        new TenantsCommand(shell),
        new TenantCommand(shell),
        new TokensCommand(shell),
        new TokenCommand(shell),
        new AuditCommand(shell),
        new UiCommand(shell),
        new BackupCommand(shell),
        new RestoreCommand(shell));
  }
}
