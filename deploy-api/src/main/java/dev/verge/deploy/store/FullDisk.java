package dev.verge.deploy.store;

import java.io.IOException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Tells a full disk from other failures. */
public final class FullDisk {
  /** What the C library says for ENOSPC and EDQUOT; Java passes that on and nothing else. */
  private static final String NO_SPACE = "No space left on device";

  private static final String NO_QUOTA = "Disk quota exceeded";
  private static final int MOST_CAUSES = 20;

  private FullDisk() {}

  /** Whether something failed since the disk is full, or the account's part of it. */
  public static boolean caused(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++, cause = cause.getCause()) {
      if (isFull(cause)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isFull(Throwable cause) {
    return switch (cause) {
      case SQLiteException e ->
          e.getResultCode() == SQLiteErrorCode.SQLITE_FULL
              // Of the write-ahead log's shared memory, which SQLite makes before it writes.
              || e.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE;
      case IOException e when e.getMessage() != null ->
          e.getMessage().contains(NO_SPACE) || e.getMessage().contains(NO_QUOTA);
      default -> false;
    };
  }
}
