package dev.verge.isolate.platform.logs;

import dev.verge.isolate.FunctionId;
import java.nio.file.Path;

/** The logs of all functions. Safe on any thread. (Skeleton.) */
public final class FunctionLogs implements AutoCloseable {
  /** Keeps logs under a directory, which is made when it is missing. */
  public static FunctionLogs open(Path directory) {
    throw new UnsupportedOperationException();
  }

  /** One function's log; the same object for the same function. */
  public FunctionLog log(FunctionId function) {
    throw new UnsupportedOperationException();
  }

  /** Removes a deleted function's log. */
  public void delete(FunctionId function) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
