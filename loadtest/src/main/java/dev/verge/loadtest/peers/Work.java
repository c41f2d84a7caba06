package dev.verge.loadtest.peers;

import java.util.List;

/** What is asked of the platforms: the hostnames' first labels, and the functions' names. */
final class Work {
  /** A few lines of text; C in Verge. */
  static final String HELLO = "hello";

  /** A table rendered to HTML; Rust in Verge. */
  static final String PAGE = "page";

  /** The same table rendered by React; a JavaScript Compute program in Verge. */
  static final String PAGE_JS = "page-js";

  /** JSON, SHA-256 and a template; Rust in Verge. */
  static final String COMPUTE = "compute";

  static final List<String> ALL = List.of(HELLO, PAGE, PAGE_JS, COMPUTE);

  private Work() {}
}
