package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.platform.backends.OriginResponse;
import dev.verge.isolate.platform.backends.SendError;
import java.util.Optional;

/** Passes out what came of requests to backends. */
final class SendOutcomes {
  private final Session session;

  SendOutcomes(Session session) {
    this.session = session;
  }

  /**
   * Waits for the outcome. A failure is the hostcall's status; the handles are invalid ones then.
   *
   * @param errorDetail where the guest wants to know more of a failure
   */
  int store(
      GuestMemory memory,
      PendingRequest pending,
      int responseHandle,
      int bodyHandle,
      Optional<Integer> errorDetail)
      throws InterruptedException {
    return store(memory, pending, responseHandle, bodyHandle, errorDetail, false);
  }

  /** As {@link #store}; but a failure is told by the invalid handles alone. */
  int storeSelected(
      GuestMemory memory,
      PendingRequest pending,
      int responseHandle,
      int bodyHandle,
      Optional<Integer> errorDetail)
      throws InterruptedException {
    return store(memory, pending, responseHandle, bodyHandle, errorDetail, true);
  }

  private int store(
      GuestMemory memory,
      PendingRequest pending,
      int responseHandle,
      int bodyHandle,
      Optional<Integer> errorDetail,
      boolean selected)
      throws InterruptedException {
    session.await(pending.readiness());
    return switch (pending.take()) {
      case PendingRequest.Result.Response(OriginResponse arrived) -> {
        errorDetail.ifPresent(address -> SendErrorDetail.store(memory, address, Optional.empty()));
        memory.storeInt(responseHandle, session.responses().add(pending.edited(arrived)));
        memory.storeInt(bodyHandle, session.addBody(arrived.body()));
        yield Status.OK;
      }
      case PendingRequest.Result.Failure(SendError error) -> {
        session.tell("a request to a backend failed: " + error.detail());
        errorDetail.ifPresent(
            address -> SendErrorDetail.store(memory, address, Optional.of(error)));
        memory.storeInt(responseHandle, Handles.INVALID);
        memory.storeInt(bodyHandle, Handles.INVALID);
        yield selected ? Status.OK : SendErrorDetail.status(error);
      }
    };
  }
}
