package dev.verge.deploy.manifest;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/**
 * What a version declares about user agents.
 *
 * @param userAgents from the {@code User-Agent} to the object that the guest is told; there once
 *     made
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ManifestDevices(Optional<Map<String, ObjectNode>> userAgents) {
  static final ManifestDevices DEFAULT = new ManifestDevices(Optional.empty());

  public ManifestDevices {
    userAgents = Optional.of(userAgents.map(Map::copyOf).orElse(Map.of()));
  }
}
