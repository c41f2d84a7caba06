package dev.verge.loadtest.target;

import dev.verge.loadtest.http.Call;
import java.util.SequencedMap;

/** One program that answers HTTP requests on some platform. */
public interface Target {
  /** The platform's name in reports, such as {@code verge}. */
  String platform();

  /** The program's name in reports, such as {@code demo/hello}. */
  String name();

  /** Where a user would find it. */
  String url();

  /** What identifies the program that was measured: its version, size, checksum. */
  SequencedMap<String, String> facts();

  /**
   * A request to it.
   *
   * @param method such as {@code GET}
   * @param path with its query; starts with {@code /}
   * @param body empty for none
   */
  Call call(String method, String path, String body);

  /**
   * Makes the next request find nothing ready, so that it is a cold start.
   *
   * @throws dev.verge.loadtest.BenchException when the platform refuses
   */
  void cool();

  /**
   * Makes a request that comes a little later find an isolate that served none, where the platform
   * has such; else it finds nothing ready.
   *
   * @throws dev.verge.loadtest.BenchException when the platform refuses
   */
  default void renew() {
    cool();
  }
}
