package dev.verge.deploy.client;

import picocli.CommandLine.Command;

/** Reads and changes live access control lists. */
@Command(name = "acl", description = "Read and change live access control lists.")
final class AclCommand extends LiveCommand {
  AclCommand(Shell shell) {
    super(shell, new Kind("acls", "acls", "entries", "prefix", "action"));
  }
}
