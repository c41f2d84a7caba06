package dev.verge.deploy.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a version is made from.
 *
 * @param module the Wasm binary
 * @param manifest the version's manifest, in the control plane's words
 * @param assets a directory of files that the guest may read
 */
public record Upload(Path module, ObjectNode manifest, Optional<Path> assets) {}
