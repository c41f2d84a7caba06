package dev.verge.deploy.audit;

/**
 * Who does something.
 *
 * @param id of the access token; {@code root} for the root token, {@code platform} for Verge itself
 * @param name what the token was called when it was made
 */
public record Actor(String id, String name) {
  /** Who has the root token. */
  public static final Actor ROOT = new Actor("root", "root");

  /** Verge itself, by a rule that somebody made. */
  public static final Actor PLATFORM = new Actor("platform", "platform");
}
