package dev.verge.deploy.client;

import picocli.CommandLine.Command;

/** Reads and changes live config stores. */
@Command(name = "config", description = "Read and change live config stores.")
final class ConfigCommand extends LiveCommand {
  ConfigCommand(Shell shell) {
    super(shell, new Kind("config-stores", "config_stores", "items", "key", "value"));
  }
}
