package dev.verge.deploy.http;

import java.io.IOException;

/** What a route does. Runs on a virtual thread and may block. */
public interface Action {
  /**
   * Answers the call. Exceptions become problem documents.
   *
   * @throws IOException when the body breaks off, or the disk fails
   */
  void answer(Call call) throws IOException;
}
