package dev.verge.isolate.engine;

/** Ends a guest whose memory account refused growth. */
final class MemoryRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MemoryRefusedException() {
    super("memory growth refused", null, false, false);
  }
}
