package dev.verge.deploy.catalogue;

import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.store.Store;
import dev.verge.deploy.store.StoredFunction;
import dev.verge.deploy.store.StoredVersion;
import dev.verge.isolate.FunctionId;

/**
 * Finds what somebody asked for, or says that it is not there.
 *
 * @param store where it is looked for
 */
record Finder(Store store) {
  StoredFunction function(FunctionId function) {
    return store
        .function(function)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.NO_SUCH_FUNCTION,
                    "The tenant %s has no function %s."
                        .formatted(function.tenant(), function.name())));
  }

  static StoredVersion version(StoredFunction function, int number) {
    return function
        .version(number)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.NO_SUCH_VERSION,
                    "%s has no version %d.".formatted(function.id(), number)));
  }

  static StoredVersion active(StoredFunction function) {
    return function.activeVersion().orElseThrow(() -> noDeployment(function.id()));
  }

  static ProblemException noDeployment(FunctionId function) {
    return new ProblemException(
        ProblemType.NO_DEPLOYMENT,
        "No version of %s is deployed. Activate one.".formatted(function));
  }
}
