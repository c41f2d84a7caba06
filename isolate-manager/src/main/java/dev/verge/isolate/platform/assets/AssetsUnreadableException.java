package dev.verge.isolate.platform.assets;

import java.nio.file.Path;

/**
 * Assets that were stored before cannot be read any more; their version has to be uploaded anew.
 */
public final class AssetsUnreadableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param directory where they were stored
   * @param fact what is wrong with them
   */
  AssetsUnreadableException(Path directory, String fact) {
    super(message(directory, fact));
  }

  AssetsUnreadableException(Path directory, Exception cause) {
    super(message(directory, cause.toString()), cause);
  }

  private static String message(Path directory, String fact) {
    return "The assets in %s are missing or damaged (%s); upload the version again."
        .formatted(directory, fact);
  }
}
