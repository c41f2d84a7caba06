package dev.verge.deploy.vendor.fastly;

import dev.verge.deploy.http.Endpoint;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.isolate.platform.live.LiveException;

/** What live stores refuse, as the client's problem. */
final class LiveRefusals {
  private LiveRefusals() {}

  static Endpoint told(Endpoint endpoint) {
    return endpoint.with(
        call -> {
          try {
            endpoint.action().answer(call);
          } catch (LiveException e) {
            throw new ProblemException(type(e.reason()), e.getMessage());
          }
        });
  }

  private static ProblemType type(LiveException.Reason reason) {
    return switch (reason) {
      case NOT_ACCEPTABLE -> ProblemType.INVALID_FIELD;
      case NOT_THERE -> ProblemType.NO_SUCH_KEY;
      case ALREADY_THERE -> ProblemType.NAME_TAKEN;
      case OTHER_GENERATION -> ProblemType.PRECONDITION_FAILED;
      case TOO_LARGE -> ProblemType.UPLOAD_TOO_LARGE;
    };
  }
}
