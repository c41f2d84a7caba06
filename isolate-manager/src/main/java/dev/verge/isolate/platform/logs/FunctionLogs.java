package dev.verge.isolate.platform.logs;

import dev.verge.isolate.FunctionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The logs of all functions. Safe on any thread. */
public final class FunctionLogs implements AutoCloseable {
  private final Path directory;
  private final LogWriter writer = new LogWriter();
  private final Map<FunctionId, QueuedLog> logs = new ConcurrentHashMap<>();

  private FunctionLogs(Path directory) {
    this.directory = directory;
  }

  /**
   * Keeps logs under a directory, which is made when it is missing, as {@code
   * {tenant}/{function}.log}. What an earlier process wrote there is still to be read.
   *
   * @throws UncheckedIOException when the directory cannot be made
   */
  public static FunctionLogs open(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("Logs cannot be kept in " + directory, e);
    }
    FunctionLogs logs = new FunctionLogs(directory);
    logs.writer.start();
    return logs;
  }

  /** One function's log; the same object for the same function. */
  public FunctionLog log(FunctionId function) {
    return logs.computeIfAbsent(function, id -> new QueuedLog(LogFile.of(directory, id), writer));
  }

  /**
   * Removes a deleted function's log. Lines that guests still write to it are dropped, and its
   * followers hear nothing more; a function of the same name starts with an empty log.
   *
   * @throws UncheckedIOException when the files cannot be removed
   */
  public void delete(FunctionId function) {
    QueuedLog removed = logs.remove(function);
    if (removed != null) {
      removed.delete();
    } else {
      LogFile.of(directory, function).delete();
    }
  }

  /** Writes what is queued, and stops; lines that come later are dropped. */
  @Override
  public void close() {
    writer.close();
  }
}
