package dev.verge.isolate.abi.cgi;

import dev.verge.isolate.GuestConfig;
import dev.verge.isolate.abi.CallSetting;
import dev.verge.isolate.abi.GuestAbi;
import dev.verge.isolate.abi.GuestCall;
import dev.verge.isolate.abi.wasi.WasiPreview1;
import dev.verge.isolate.engine.HostcallTable;
import dev.verge.isolate.module.WasmModule;
import java.util.Optional;

/** The guest ABI of WASI preview 1 programs that speak CGI. */
public final class CgiAbi implements GuestAbi {
  private static final String COMMAND = "_start";
  private static final String REACTOR_HANDLER = "handle";

  private final HostcallTable hostcalls = HostcallTable.of(WasiPreview1.CLASSES);

  @Override
  public String name() {
    return "wasi-cgi";
  }

  @Override
  public HostcallTable hostcalls() {
    return hostcalls;
  }

  @Override
  public Optional<Entry> entry(WasmModule module, GuestConfig config) {
    String handler =
        config.entrypoint().orElse(module.exportsCall(COMMAND) ? COMMAND : REACTOR_HANDLER);
    return Entry.of(module, config, handler, false);
  }

  @Override
  public String entryRule() {
    return "a command exports _start; a reactor exports handle (or what the manifest's entrypoint"
        + " names), and what the manifest's initializer names if it names one, without parameters"
        + " and with no result or one i32";
  }

  @Override
  public GuestCall open(CallSetting setting) {
    return new CgiCall(setting);
  }
}
