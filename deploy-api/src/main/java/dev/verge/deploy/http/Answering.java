package dev.verge.deploy.http;

import dev.verge.deploy.audit.AuditTrail;
import dev.verge.deploy.audit.Outcome;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.store.FullDisk;
import dev.verge.isolate.InvalidNameException;
import java.time.InstantSource;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has an endpoint answer a call, and says what went wrong where that fails. */
final class Answering {
  private static final Logger LOG = LoggerFactory.getLogger(Answering.class);
  private static final int FORBIDDEN = 403;
  private final AuditTrail trail;
  private final RefusalsTold refusals = new RefusalsTold(InstantSource.system());

  Answering(AuditTrail trail) {
    this.trail = trail;
  }

  /** On a virtual thread; may block. */
  void run(Endpoint endpoint, Call call) {
    try {
      endpoint.access().ifPresent(access -> access.check(call.caller(), call.tenantOfPath()));
      endpoint.action().answer(call);
    } catch (ProblemException e) {
      if (e.type().status() == FORBIDDEN) {
        tell(endpoint, call, Outcome.REFUSED, e.type().title());
      }
      // RFC 6750, section 3.1
      if (e.type() == ProblemType.FORBIDDEN) {
        call.challenge("Bearer realm=\"verge\", error=\"insufficient_scope\"");
      } else if (e.type() == ProblemType.UNAUTHORIZED) {
        call.challenge("Bearer realm=\"verge\", error=\"invalid_token\"");
      }
      call.answer(Problem.of(e.type(), e.getMessage(), call.path()));
    } catch (InvalidNameException e) {
      call.answer(Problem.of(ProblemType.INVALID_NAME, e.getMessage(), call.path()));
    } catch (BodyStream.BrokenException e) {
      LOG.info(
          "A request to {} broke off before its end. If it changed anything before, the audit log has it.",
          call.path());
    } catch (Outflow.GoneException e) {
      LOG.debug("The reader of {} has gone.", call.path());
    } catch (Exception | Error e) {
      if (FullDisk.caused(e)) {
        LOG.error("A request to {} failed: the disk is full.", call.path(), e);
        call.answer(
            Problem.of(
                ProblemType.INSUFFICIENT_STORAGE,
                "The platform's disk is full. Nothing was changed, or all of it but for its line in the audit log: look before you try again. Delete what is not needed, or ask who runs the platform.",
                call.path()));
        return;
      }
      String errorId = UUID.randomUUID().toString();
      LOG.error("Error {}: a request to {} failed.", errorId, call.path(), e);
      tell(endpoint, call, Outcome.FAILED, "error " + errorId);
      call.answer(Problem.internal(errorId, call.path()));
    }
  }

  /** The answer is given whether this can be written or not: nothing was promised. */
  private void tell(Endpoint endpoint, Call call, Outcome outcome, String why) {
    if (endpoint.changes().isEmpty() || !refusals.tells(call.caller().actor())) {
      return;
    }
    try {
      trail.append(call.attempt("%s: %s".formatted(call.path(), why)), outcome);
    } catch (RuntimeException e) {
      LOG.error("The audit log could not be written to.", e);
    }
  }
}
