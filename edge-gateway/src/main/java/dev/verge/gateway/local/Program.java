package dev.verge.gateway.local;

import dev.verge.deploy.fastly.KvEntry;
import dev.verge.deploy.fastly.Secret;
import dev.verge.deploy.manifest.Manifest;
import dev.verge.gateway.up.Foundation;
import dev.verge.isolate.Limits;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is served: a module and all that its project says about it.
 *
 * @param kind of which kind it is
 * @param module the Wasm binary
 * @param manifest how it is run and what it sees by name
 * @param limits what each request may use
 * @param assets a directory of files that the guest may read
 * @param kvEntries what its KV stores begin with
 * @param secrets what its secret stores hold
 * @param files what it was read from; when one changes, so has the program
 * @param notes what was left out, for the developer
 */
record Program(
    Foundation.Kind kind,
    Path module,
    Manifest manifest,
    Limits limits,
    Optional<Path> assets,
    List<KvEntry> kvEntries,
    List<Secret> secrets,
    Set<Path> files,
    List<String> notes) {
  Program {
    kvEntries = List.copyOf(kvEntries);
    secrets = List.copyOf(secrets);
    files = Set.copyOf(files);
    notes = List.copyOf(notes);
  }
}
