package dev.verge.deploy.backup;

/** A backup cannot be taken or restored; the message says why. Nothing was changed. */
public final class BackupException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BackupException(String message) {
    super(message);
  }

  BackupException(String message, Throwable cause) {
    super(message, cause);
  }
}
