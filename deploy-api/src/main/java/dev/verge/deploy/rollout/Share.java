package dev.verge.deploy.rollout;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which requests a canary gets.
 *
 * @param permille of the requests, or of those that stick together; 0 to {@value #ALL}
 * @param sticky what makes requests stick together
 * @param header whose value does; present when and only when {@link Sticky#HEADER} is asked for
 */
public record Share(int permille, Sticky sticky, Optional<String> header) {
  /** The permille that is everything. */
  public static final int ALL = 1000;

  /** RFC 9110, section 5.6.2, within reason. */
  private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");

  /**
   * @throws IllegalArgumentException with a message for whoever asked, when it is no such share
   */
  public Share {
    if (permille < 0 || permille > ALL) {
      throw new IllegalArgumentException("A percentage is from 0 to 100.");
    }
    if (header.isPresent() != (sticky == Sticky.HEADER)) {
      throw new IllegalArgumentException(
          "The member header names a header when sticky is \"header\", and is left out otherwise.");
    }
    if (header.isPresent() && !HEADER_NAME.matcher(header.get()).matches()) {
      throw new IllegalArgumentException(
          "The member header must be the name of a header, of at most 100 characters.");
    }
  }
}
