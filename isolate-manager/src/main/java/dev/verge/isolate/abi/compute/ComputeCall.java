package dev.verge.isolate.abi.compute;

import dev.verge.isolate.abi.CallSetting;
import dev.verge.isolate.abi.GuestCall;
import dev.verge.isolate.abi.MalformedResponseException;
import dev.verge.isolate.exchange.RequestHead;
import dev.verge.isolate.platform.PlatformServices;
import java.util.List;
import java.util.Optional;

/** One guest's run. */
final class ComputeCall implements GuestCall {
  private final Session session;

  ComputeCall(CallSetting setting, PlatformServices services) {
    session = new Session(setting, services);
  }

  @Override
  public List<?> hosts() {
    return session.hosts();
  }

  @Override
  public Optional<RequestHead> complete() {
    throw MalformedResponseException.nothing();
  }

  @Override
  public void close() {
    session.close();
  }
}
