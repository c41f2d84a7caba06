package dev.verge.isolate.engine;

import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;

/** What a guest's import of one hostcall is linked to, for as long as its isolate lives. */
final class HostcallEntry implements ProxyExecutable {
  private final BoundHostcall call;
  private final Isolate isolate;

  HostcallEntry(BoundHostcall call, Isolate isolate) {
    this.call = call;
    this.isolate = isolate;
  }

  @Override
  public Object execute(Value... arguments) {
    try {
      isolate.witness(call.name(), arguments);
      return (Object)
          call.handle().invokeExact(isolate.host(call.host()), isolate.memory(), arguments);
    } catch (HostcallStatusException e) {
      return e.status();
    } catch (OutOfGuestMemoryException e) {
      if (call.type().returnsInt()) {
        return call.badPointer();
      }
      throw e;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new HostcallThrewException(e);
    }
  }
}
