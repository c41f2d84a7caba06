package dev.verge.isolate;

/**
 * One immutable upload of a function.
 *
 * @param function whose upload it is
 * @param number counted from 1 within the function
 */
public record VersionId(FunctionId function, int number) {
  /**
   * @throws IllegalArgumentException when the number is below 1
   */
  public VersionId {
    if (number < 1) {
      throw new IllegalArgumentException("A version's number is 1 or more, not " + number);
    }
  }

  @Override
  public String toString() {
    return function + "@" + number;
  }
}
