package dev.verge.isolate.engine;

/** A guest passed a pointer or a length that leads outside its linear memory. */
public final class OutOfGuestMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The range from {@code start} to {@code end} (exclusive) is not within {@code size} bytes. */
  public OutOfGuestMemoryException(long start, long end, long size) {
    super("bytes %d to %d are outside the guest's memory of %d bytes".formatted(start, end, size));
  }
}
