package dev.verge.deploy.catalogue;

import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.store.StoredFunction;
import dev.verge.isolate.FunctionId;
import java.util.function.Predicate;

/**
 * What a function's deployment must be for it to be changed.
 *
 * @param met whether it is that
 */
public record Precondition(Predicate<StoredFunction> met) {
  /** Whatever it is. */
  public static final Precondition NONE = new Precondition(_ -> true);

  /**
   * @throws ProblemException when it is something else
   */
  void check(StoredFunction function) {
    if (!met.test(function)) {
      throw failed(function.id());
    }
  }

  static ProblemException failed(FunctionId function) {
    return new ProblemException(
        ProblemType.PRECONDITION_FAILED,
        "The deployment of %s was changed since you looked. Look at it again.".formatted(function));
  }
}
