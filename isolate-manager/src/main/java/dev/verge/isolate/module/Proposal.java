package dev.verge.isolate.module;

/** Extensions of WebAssembly that the engine does not have, by the names of their proposals. */
public enum Proposal {
  EXCEPTIONS("exception handling"),
  GC("garbage collection"),
  TYPED_REFERENCES("typed function references"),
  TAIL_CALLS("tail calls"),
  THREADS("threads"),
  MEMORY64("memory64"),
  MULTI_MEMORY("multi-memory"),
  STACK_SWITCHING("stack switching"),
  WIDE_ARITHMETIC("wide arithmetic");

  private final String title;

  Proposal(String title) {
    this.title = title;
  }

  /** As the proposal calls itself. */
  public String title() {
    return title;
  }
}
