package dev.verge.isolate.image;

/**
 * The system has no room for one more mapping: address space, memory, or {@code vm.max_map_count}.
 */
public final class OutOfMappingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutOfMappingsException(long bytes) {
    super(
        "the system refused to map %d bytes; vm.max_map_count, or the limit of address space, may be too low"
            .formatted(bytes));
  }
}
