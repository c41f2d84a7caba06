package dev.verge.isolate.abi.compute;

import dev.verge.isolate.GuestConfig;
import dev.verge.isolate.abi.CallSetting;
import dev.verge.isolate.abi.GuestAbi;
import dev.verge.isolate.abi.GuestCall;
import dev.verge.isolate.abi.wasi.WasiPreview1;
import dev.verge.isolate.engine.HostcallTable;
import dev.verge.isolate.module.WasmModule;
import dev.verge.isolate.platform.PlatformServices;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The guest ABI of programs built for Fastly Compute. */
public final class ComputeAbi implements GuestAbi {
  private static final String COMMAND = "_start";

  /** In the order of {@link Session#hosts}. */
  private static final List<Class<?>> CLASSES =
      List.of(
          AbiCalls.class,
          AclCalls.class,
          AsyncIoCalls.class,
          BackendCalls.class,
          CacheCalls.class,
          ComputeRuntimeCalls.class,
          ConfigStoreCalls.class,
          DeviceDetectionCalls.class,
          DictionaryCalls.class,
          ErlCalls.class,
          GeoCalls.class,
          HttpBodyCalls.class,
          HttpCacheCalls.class,
          HttpDownstreamCalls.class,
          HttpReqCalls.class,
          HttpRespCalls.class,
          ImageOptimizerCalls.class,
          KvStoreCalls.class,
          LogCalls.class,
          ObjectStoreCalls.class,
          PurgeCalls.class,
          SecretStoreCalls.class,
          ShieldingCalls.class,
          UserAgentCalls.class);

  private final PlatformServices services;
  private final HostcallTable hostcalls =
      HostcallTable.of(Stream.concat(WasiPreview1.CLASSES.stream(), CLASSES.stream()).toList());

  /**
   * @param services what its guests can reach
   */
  public ComputeAbi(PlatformServices services) {
    this.services = services;
  }

  @Override
  public String name() {
    return "fastly-compute";
  }

  @Override
  public HostcallTable hostcalls() {
    return hostcalls;
  }

  @Override
  public Optional<Entry> entry(WasmModule module, GuestConfig config) {
    String handler = config.entrypoint().orElse(COMMAND);
    return Entry.of(module, config, handler, asksForMore(module));
  }

  private static boolean asksForMore(WasmModule module) {
    return module.imports().stream()
        .anyMatch(
            wanted ->
                wanted.module().equals("fastly_http_downstream")
                    && wanted.name().equals("next_request"));
  }

  @Override
  public String entryRule() {
    return "a program for Fastly Compute exports _start";
  }

  @Override
  public GuestCall open(CallSetting setting) {
    return new ComputeCall(setting, services);
  }
}
