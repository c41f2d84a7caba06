package dev.verge.isolate.abi.compute;

import dev.verge.isolate.FunctionId;
import dev.verge.isolate.abi.CallSetting;
import dev.verge.isolate.binding.Backend;
import dev.verge.isolate.binding.Bindings;
import dev.verge.isolate.platform.PlatformServices;
import dev.verge.isolate.platform.body.Body;
import dev.verge.isolate.platform.body.Pipe;
import dev.verge.isolate.platform.body.Source;
import dev.verge.isolate.platform.logs.LogLine;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one guest has handles to, and what it may reach, for as long as it runs. */
final class Session implements AutoCloseable {
  private final CallSetting setting;
  private final PlatformServices services;
  private final Handles<GuestRequest> requests = new Handles<>();
  private final Handles<GuestResponse> responses = new Handles<>();
  private final Handles<AsyncItem> items = new Handles<>();
  private final Map<String, Backend> dynamicBackends = new HashMap<>();

  Session(CallSetting setting, PlatformServices services) {
    this.setting = setting;
    this.services = services;
  }

  /** One object of each class of {@link ComputeAbi}, in its order. */
  List<Object> hosts() {
    return List.of(
        new AbiCalls(),
        new AclCalls(this),
        new AsyncIoCalls(this),
        new BackendCalls(this),
        new CacheCalls(this),
        new ComputeRuntimeCalls(this),
        new ConfigStoreCalls(this),
        new DeviceDetectionCalls(this),
        new DictionaryCalls(this),
        new ErlCalls(this),
        new GeoCalls(this),
        new HttpBodyCalls(this),
        new HttpCacheCalls(this),
        new HttpDownstreamCalls(this),
        new HttpReqCalls(this),
        new HttpRespCalls(this),
        new ImageOptimizerCalls(this),
        new KvStoreCalls(this),
        new LogCalls(this),
        new ObjectStoreCalls(this),
        new PurgeCalls(this),
        new SecretStoreCalls(this),
        new ShieldingCalls(this),
        new UserAgentCalls(this));
  }

  PlatformServices services() {
    return services;
  }

  Bindings bindings() {
    return setting.config().bindings();
  }

  FunctionId function() {
    return setting.version().function();
  }

  CallSetting setting() {
    return setting;
  }

  Handles<GuestRequest> requests() {
    return requests;
  }

  Handles<GuestResponse> responses() {
    return responses;
  }

  /** Bodies and everything else that can be waited for share one range of handles. */
  Handles<AsyncItem> items() {
    return items;
  }

  /** Gives a handle to a body of what a source has. */
  int addBody(Source source) {
    return items.add(new BodyItem(source instanceof Body body ? body : Body.of(source)));
  }

  /** Gives a handle to the writing end of a body that is on its way. */
  int addStreaming(Pipe pipe) {
    return items.add(new StreamingItem(pipe));
  }

  /** The body of a handle that can be read; not one that is streaming. */
  Body body(int handle) {
    return items.find(handle, BodyItem.class).body();
  }

  /** As {@link #body}; the handle is invalid afterwards. */
  Body takeBody(int handle) {
    return items.take(handle, BodyItem.class).body();
  }

  /** A backend that the version declares, or that this guest has made. */
  Optional<Backend> backend(String name) {
    Backend declared = bindings().backends().get(name);
    return Optional.ofNullable(declared == null ? dynamicBackends.get(name) : declared);
  }

  /**
   * Makes a backend for the rest of this session.
   *
   * @return false when there is one of this name
   */
  boolean addBackend(Backend backend) {
    return backend(backend.name()).isEmpty()
        && dynamicBackends.put(backend.name(), backend) == null;
  }

  /** A hostcall that has no meaning here; the developer is told which. */
  StatusException unsupported(String hostcall) {
    tell("%s is not supported here".formatted(hostcall));
    return StatusException.unsupported(hostcall);
  }

  /** Tells the function's developer something about this request. */
  void tell(String line) {
    setting
        .log()
        .append(
            new LogLine(
                Instant.now(),
                setting.version().number(),
                setting.head().id(),
                LogLine.Source.VERGE,
                line));
  }

  @Override
  public void close() {
    items.open().forEach(AsyncItem::close);
  }
}
