package dev.verge.isolate.module;

import java.util.List;

/**
 * What a function takes and gives.
 *
 * @param parameters in order
 * @param results in order; mostly none or one
 */
public record FunctionType(List<ValueType> parameters, List<ValueType> results) {
  public FunctionType {
    parameters = List.copyOf(parameters);
    results = List.copyOf(results);
  }

  /** Whether it gives exactly one {@code i32}. */
  public boolean returnsInt() {
    return results.equals(List.of(ValueType.I32));
  }

  @Override
  public String toString() {
    return parameters + " -> " + results;
  }
}
