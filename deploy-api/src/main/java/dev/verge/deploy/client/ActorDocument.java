package dev.verge.deploy.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * Who did something, as the control plane tells it.
 *
 * @param id of the token
 * @param name of the token
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ActorDocument(String id, String name) {
  /** Names are given by people, so another token than the root token may be called so, too. */
  String told() {
    return id.equals(name) ? name : "%s (%s)".formatted(name, id);
  }
}
