package dev.verge.isolate.engine;

import dev.verge.isolate.module.ModuleImport;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;

/** What a guest's import of one hostcall is linked to, for as long as its isolate lives. */
final class HostcallEntry implements ProxyExecutable {
  private final ModuleImport wanted;
  private final BoundHostcall call;
  private final Isolate isolate;

  HostcallEntry(ModuleImport wanted, BoundHostcall call, Isolate isolate) {
    this.wanted = wanted;
    this.call = call;
    this.isolate = isolate;
  }

  /** As which a guest imports it. */
  ModuleImport wanted() {
    return wanted;
  }

  @Override
  public Object execute(Value... arguments) {
    try {
      isolate.witness(wanted.name(), arguments);
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
