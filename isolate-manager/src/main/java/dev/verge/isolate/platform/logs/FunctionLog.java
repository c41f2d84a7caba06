package dev.verge.isolate.platform.logs;

import java.util.List;
import java.util.function.Consumer;

/** One function's log. Safe on any thread. */
public interface FunctionLog {
  /** Adds a line. Never waits; when the disk cannot keep up, lines are dropped and counted. */
  void append(LogLine line);

  /**
   * The newest lines, oldest first.
   *
   * @param most how many at the most
   */
  List<LogLine> tail(int most);

  /**
   * Calls a listener with every line from now on, in order, on an unspecified thread; the listener
   * must not wait.
   *
   * @return ends the following when closed
   */
  Following follow(Consumer<LogLine> listener);

  /** A listener's registration. */
  interface Following extends AutoCloseable {
    @Override
    void close();
  }
}
