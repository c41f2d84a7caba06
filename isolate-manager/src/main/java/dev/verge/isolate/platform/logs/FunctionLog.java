package dev.verge.isolate.platform.logs;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** One function's log. Safe on any thread. */
public interface FunctionLog {
  /** A log that keeps nothing. */
  static FunctionLog dropped() {
    return new DroppedLog();
  }

  /**
   * Adds a line, soon. Never waits; when the disk cannot keep up, lines are dropped, and a line of
   * the log says how many.
   */
  void append(LogLine line);

  /**
   * The log of an endpoint that has a file of its own, beside the function's, and goes with it.
   *
   * @param name the endpoint's
   */
  FunctionLog endpoint(String name);

  /**
   * The newest lines, oldest first, as far as they are kept. Those appended before are among them:
   * it waits until they are on disk, 5,000 ms at the most, and reads from there.
   *
   * @param most how many at the most
   */
  List<LogLine> tail(int most);

  /**
   * Whether there may be lines of this second or later. Reads nothing, so that who asks again and
   * again for new lines costs little while there are none.
   */
  boolean reaches(Instant second);

  /**
   * Calls a listener with the newest lines and then with every line from now on, in order, none
   * left out and none twice; the former on this thread, the latter on another. The listener must
   * not wait; one that throws is not called again.
   *
   * @param newest how many lines of before at the most
   * @return ends the following when closed
   */
  Following follow(int newest, Consumer<LogLine> listener);

  /** Calls a listener with every line from now on: {@link #follow(int, Consumer)} from none. */
  default Following follow(Consumer<LogLine> listener) {
    return follow(0, listener);
  }

  /** A listener's registration. */
  interface Following extends AutoCloseable {
    @Override
    void close();
  }
}
