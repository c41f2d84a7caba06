package dev.verge.isolate.abi.compute;

import dev.verge.isolate.FunctionId;
import dev.verge.isolate.abi.CallSetting;
import dev.verge.isolate.binding.Backend;
import dev.verge.isolate.binding.Bindings;
import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.exchange.RequestHead;
import dev.verge.isolate.platform.PlatformServices;
import dev.verge.isolate.platform.body.Body;
import dev.verge.isolate.platform.body.BrokenBodyException;
import dev.verge.isolate.platform.body.Pipe;
import dev.verge.isolate.platform.body.Source;
import dev.verge.isolate.platform.live.LiveView;
import dev.verge.isolate.platform.logs.FunctionLog;
import dev.verge.isolate.platform.logs.LogLine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** What one guest has handles to, and what it may reach, for as long as it runs. */
final class Session implements AutoCloseable {
  private final CallSetting setting;
  private final PlatformServices services;
  private final Handles<GuestRequest> requests = new Handles<>();
  private final Handles<GuestResponse> responses = new Handles<>();
  private final Handles<AsyncItem> items = new Handles<>();
  private final Handles<byte[]> secrets = new Handles<>();
  private final Map<Integer, RequestHead> clientRequests = new HashMap<>();
  private final Map<String, Backend> dynamicBackends = new HashMap<>();
  private final List<Source> lent = new ArrayList<>();
  private final HostMemory hostMemory;
  private long logged;
  private Downstream downstream;
  private LiveView view;
  private int downstreamRequest;
  private int downstreamBody;

  Session(CallSetting setting, PlatformServices services) {
    this.setting = setting;
    this.services = services;
    this.hostMemory =
        new HostMemory(
            setting.config().limits().memoryBytes(), setting.memory(), this::bufferedBytes);
    this.downstream = accept(setting.exchange());
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

  /** Plaintexts of secrets; never shown. */
  Handles<byte[]> secrets() {
    return secrets;
  }

  /** The client's request that is to be answered now. */
  Downstream downstream() {
    return downstream;
  }

  /** The handle of the request that is to be answered now. */
  int downstreamRequest() {
    return downstreamRequest;
  }

  /** The handle of its body. */
  int downstreamBody() {
    return downstreamBody;
  }

  /**
   * What a client sent under a handle, whatever the guest has done to the request since.
   *
   * @throws StatusException {@link Status#BADF} when there never was such a request, {@link
   *     Status#ERROR} when it is one that the guest made itself
   */
  RequestHead clientRequest(int handle) {
    RequestHead head = clientRequests.get(handle);
    if (head == null) {
      requests.find(handle);
      throw StatusException.of(Status.ERROR, "this request is not a client's");
    }
    return head;
  }

  /** The config stores and lists that the request sees which is to be answered now. */
  LiveView view() {
    return view;
  }

  /** Makes a client's request the one to be answered now. */
  private Downstream accept(Exchange exchange) {
    view = new LiveView(bindings(), function().tenant(), services.liveData(), services.acls());
    downstreamRequest = requests.add(GuestRequest.of(exchange.request()));
    clientRequests.put(downstreamRequest, exchange.request());
    downstreamBody = addBody(new ClientBody(exchange));
    return new Downstream(exchange);
  }

  /** Goes on with the next client's request. */
  void next(Exchange exchange) {
    downstream = accept(exchange);
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
    return lend(items.take(handle, BodyItem.class).body());
  }

  /**
   * Makes a handle's body the writing end of a pipe that starts with what the body has.
   *
   * @return the pipe, to be read
   */
  Pipe beginStreaming(int handle) {
    Body body = body(handle);
    Pipe pipe = new Pipe();
    pipe.append(body);
    items.replace(handle, new StreamingItem(pipe, body.ownTrailers()));
    return lend(pipe);
  }

  /**
   * Counts bytes that a guest puts into this process's memory.
   *
   * @throws StatusException {@link Status#LIMITEXCEEDED} when they are more than a guest, or its
   *     tenant, may have
   */
  void buffered(long bytes) {
    if (!hostMemory.take(bytes)) {
      tell(
          "refused: what the host keeps for this guest, bodies and fields, would be more than its memory_bytes of %d, or its tenant's share is used up"
              .formatted(setting.config().limits().memoryBytes()));
      throw StatusException.of(Status.LIMITEXCEEDED, "the guest's bodies are too large");
    }
  }

  /** What is kept for the guest in this process's memory, in bytes. */
  long bufferedBytes() {
    long held = lent.stream().mapToLong(Source::heldBytes).sum();
    held += requests.open().stream().mapToLong(request -> request.headers().heldBytes()).sum();
    held += responses.open().stream().mapToLong(response -> response.headers().heldBytes()).sum();
    for (AsyncItem item : items.open()) {
      held +=
          switch (item) {
            case BodyItem(Body body) -> body.heldBytes() + body.ownTrailers().heldBytes();
            case StreamingItem streaming -> streaming.trailers().heldBytes();
            default -> 0;
          };
    }
    return held;
  }

  /** Remembers a body that the guest has given away, until it was read. */
  private <S extends Source> S lend(S body) {
    lent.removeIf(
        given -> given.heldBytes() == 0 && !(given instanceof Pipe pipe && !pipe.ended()));
    lent.add(body);
    return body;
  }

  /** Reads from a body, as {@link Body#read}. */
  int read(Body body, byte[] target, int length) throws InterruptedException {
    try {
      if (!body.readable().isDone()) {
        downstream.waits();
      }
      return body.read(target, 0, length);
    } catch (BrokenBodyException e) {
      tell("a body broke off: " + e.getMessage());
      throw StatusException.of(
          e.kind() == BrokenBodyException.Cause.INCOMPLETE ? Status.HTTPINCOMPLETE : Status.ERROR,
          e.getMessage());
    } finally {
      downstream.resumes();
    }
  }

  /**
   * Writes to a streaming body, waiting for room.
   *
   * @throws StatusException {@link Status#ERROR} when nobody reads it any more
   */
  void write(StreamingItem streaming, byte[] bytes) throws InterruptedException {
    if (!streaming.pipe().write(bytes, 0, bytes.length)) {
      throw StatusException.of(Status.ERROR, "nobody reads this body any more");
    }
  }

  /**
   * Waits until one of several items is ready.
   *
   * @return its index; empty when the time is over before
   */
  OptionalInt select(List<AsyncItem> waitedFor, Optional<Duration> timeout)
      throws InterruptedException {
    CompletableFuture<?>[] futures =
        waitedFor.stream().map(AsyncItem::readiness).toArray(CompletableFuture<?>[]::new);
    OptionalInt ready = firstDone(futures);
    if (ready.isPresent()) {
      return ready;
    }
    CompletableFuture<Object> any =
        futures.length == 0 ? new CompletableFuture<>() : CompletableFuture.anyOf(futures);
    await(any, timeout);
    return firstDone(futures);
  }

  /** Waits for a future to complete, however it does; all waiting of hostcalls comes here. */
  void await(CompletableFuture<?> future) throws InterruptedException {
    await(future, Optional.empty());
  }

  private void await(CompletableFuture<?> future, Optional<Duration> timeout)
      throws InterruptedException {
    if (future.isDone()) {
      return;
    }
    downstream.waits();
    try {
      if (timeout.isPresent()) {
        future.get(timeout.get().toMillis(), TimeUnit.MILLISECONDS);
      } else {
        future.get();
      }
    } catch (ExecutionException | TimeoutException e) {
      // Whoever asked looks at the future itself.
    } finally {
      downstream.resumes();
    }
  }

  private static OptionalInt firstDone(CompletableFuture<?>[] futures) {
    for (int i = 0; i < futures.length; i++) {
      if (futures[i].isDone()) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
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

  /** Names of the backends that this guest has made. */
  Stream<String> madeBackends() {
    return dynamicBackends.keySet().stream();
  }

  /** A hostcall that has no meaning here; the developer is told which. */
  StatusException unsupported(String hostcall) {
    tell("%s is not supported here".formatted(hostcall));
    return StatusException.unsupported(hostcall);
  }

  /** Tells the function's developer something about this request. */
  void tell(String line) {
    log(setting.log(), LogLine.Source.VERGE, line);
  }

  /**
   * Writes an entry of a log endpoint: to its own file if the version gives it one, else to the
   * function's log under its name.
   */
  void logEntry(String endpoint, String message) {
    long most = setting.config().limits().logBytes();
    boolean fitted = logged <= most;
    logged += message.length();
    if (message.isEmpty()) {
      return;
    }
    if (logged > most) {
      if (fitted) {
        tell("entries of log endpoints are dropped: the guest used up its log_bytes of " + most);
      }
      return;
    }
    boolean ownFile = bindings().logFiles().contains(endpoint);
    FunctionLog target = ownFile ? setting.log().endpoint(endpoint) : setting.log();
    // An entry is one line, its line ends written as Fastly's emulator writes them.
    String line = message.replace("\r", "\\r").replace("\n", "\\n");
    log(target, LogLine.Source.ENDPOINT, ownFile ? line : endpoint + " :: " + line);
  }

  private void log(FunctionLog log, LogLine.Source source, String line) {
    log.append(
        new LogLine(
            Instant.now(), setting.version().number(), downstream.head().id(), source, line));
  }

  /** The guest has ended: what it was still writing will never be whole. */
  void abandonStreams() {
    items.open().stream().filter(StreamingItem.class::isInstance).forEach(AsyncItem::close);
  }

  @Override
  public void close() {
    downstream.close();
    items.open().forEach(AsyncItem::close);
  }
}
