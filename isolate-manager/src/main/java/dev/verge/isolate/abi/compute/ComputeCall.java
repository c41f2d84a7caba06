package dev.verge.isolate.abi.compute;

import dev.verge.isolate.abi.CallSetting;
import dev.verge.isolate.abi.Completion;
import dev.verge.isolate.abi.GuestCall;
import dev.verge.isolate.abi.wasi.GuestClock;
import dev.verge.isolate.abi.wasi.GuestInput;
import dev.verge.isolate.abi.wasi.GuestRandom;
import dev.verge.isolate.abi.wasi.WasiPreview1;
import dev.verge.isolate.abi.wasi.WasiWorld;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.ResponseHead;
import dev.verge.isolate.platform.PlatformServices;
import dev.verge.isolate.platform.body.ByteSource;
import dev.verge.isolate.platform.logs.LogLine;
import dev.verge.isolate.platform.logs.LogLineSplitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One guest's run. */
final class ComputeCall implements GuestCall {
  private final Session session;
  private final LogLineSplitter output;
  private final LogLineSplitter errors;
  private final List<Object> hosts = new ArrayList<>();

  ComputeCall(CallSetting setting, PlatformServices services) {
    session = new Session(setting, services);
    output = lines(setting, LogLine.Source.STDOUT);
    errors = lines(setting, LogLine.Source.STDERR);
    hosts.addAll(WasiPreview1.hostObjects(world(setting)));
    hosts.addAll(session.hosts());
  }

  private static LogLineSplitter lines(CallSetting setting, LogLine.Source source) {
    return new LogLineSplitter(
        setting.log(),
        source,
        setting.version().number(),
        setting.head().id(),
        setting.config().limits().logBytes());
  }

  private WasiWorld world(CallSetting setting) {
    List<String> args = new ArrayList<>();
    args.add(setting.version().function().name());
    args.addAll(setting.config().args());
    return new WasiWorld(
        args,
        environment(setting),
        GuestInput.EMPTY,
        output::write,
        errors::write,
        setting.config().assetsMount().map(name -> new WasiWorld.Mount(name, setting.assets())),
        GuestClock.system(setting.cpuNanos()),
        GuestRandom.SECURE);
  }

  /** What Fastly sets (its documentation, "Environment variables"), and the version's own. */
  private static List<String> environment(CallSetting setting) {
    Map<String, String> variables = new TreeMap<>();
    variables.put("FASTLY_CACHE_GENERATION", "0");
    variables.put("FASTLY_CUSTOMER_ID", setting.version().function().tenant());
    variables.put("FASTLY_HOSTNAME", "localhost");
    variables.put("FASTLY_IS_STAGING", "0");
    variables.put("FASTLY_POP", "XXX");
    variables.put("FASTLY_REGION", "Somewhere");
    variables.put("FASTLY_SERVICE_ID", setting.version().function().name());
    variables.put("FASTLY_SERVICE_VERSION", Integer.toString(setting.version().number()));
    variables.put("FASTLY_TRACE_ID", ClientFacts.id(setting.head()));
    variables.putAll(setting.config().env());
    return variables.entrySet().stream()
        .map(variable -> variable.getKey() + "=" + variable.getValue())
        .toList();
  }

  @Override
  public List<?> hosts() {
    return hosts;
  }

  @Override
  public boolean answered() {
    return session.downstream().answered();
  }

  @Override
  public Completion complete() throws InterruptedException {
    Downstream downstream = session.downstream();
    if (!downstream.sent()) {
      session.tell("the guest ended without a response; an empty 200 was sent for it");
      downstream.send(
          new ResponseHead(
              200, HeaderList.of(List.of(new HeaderList.Field("content-length", "0")))),
          ByteSource.EMPTY);
    }
    session.abandonStreams();
    return new Completion.Answered(downstream.complete());
  }

  @Override
  public void close() {
    session.close();
    output.close();
    errors.close();
  }
}
