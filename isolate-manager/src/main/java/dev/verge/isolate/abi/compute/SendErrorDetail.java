package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.platform.backends.SendError;
import java.util.Optional;

final class SendErrorDetail {
  private SendErrorDetail() {}

  static void store(GuestMemory memory, int address, Optional<SendError> error) {
    memory.storeInt(address, error.isPresent() ? 0 : 1);
  }

  static int status(SendError error) {
    return Status.ERROR;
  }
}
