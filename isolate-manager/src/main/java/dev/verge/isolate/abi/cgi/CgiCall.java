package dev.verge.isolate.abi.cgi;

import dev.verge.isolate.abi.CallSetting;
import dev.verge.isolate.abi.Completion;
import dev.verge.isolate.abi.GuestCall;
import dev.verge.isolate.abi.wasi.GuestClock;
import dev.verge.isolate.abi.wasi.GuestInput;
import dev.verge.isolate.abi.wasi.GuestRandom;
import dev.verge.isolate.abi.wasi.WasiPreview1;
import dev.verge.isolate.abi.wasi.WasiWorld;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.RequestHead;
import dev.verge.isolate.platform.logs.LogLine;
import dev.verge.isolate.platform.logs.LogLineSplitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One request as one run of a CGI program. */
final class CgiCall implements GuestCall {
  private final RequestHead head;
  private final CgiResponse response;
  private final LogLineSplitter errors;
  private final List<Object> hosts;

  CgiCall(CallSetting setting) {
    head = setting.head();
    response = new CgiResponse(setting.exchange());
    errors =
        new LogLineSplitter(
            setting.log(),
            LogLine.Source.STDERR,
            setting.version().number(),
            head.id(),
            setting.config().limits().logBytes());
    hosts = WasiPreview1.hostObjects(world(setting));
  }

  private WasiWorld world(CallSetting setting) {
    List<String> args = new ArrayList<>();
    args.add(setting.version().function().name());
    args.addAll(setting.config().args());
    return new WasiWorld(
        args,
        new CgiEnvironment(head, setting.config().env()).entries(),
        // After a local redirect the body belongs to the request that was redirected.
        head.contentLength() == 0 ? GuestInput.EMPTY : setting.exchange()::read,
        response,
        errors::write,
        setting.config().assetsMount().map(name -> new WasiWorld.Mount(name, setting.assets())),
        GuestClock.system(setting.cpuNanos()),
        GuestRandom.SECURE);
  }

  @Override
  public List<?> hosts() {
    return hosts;
  }

  @Override
  public Completion complete() {
    return response
        .complete()
        .<Completion>map(target -> new Completion.Redirected(redirected(target)))
        .orElseGet(() -> new Completion.Answered(response::end));
  }

  @Override
  public void close() {
    errors.close();
  }

  /** A GET of another path of the same function (RFC 3875, section 6.2.2). */
  private RequestHead redirected(String target) {
    int query = target.indexOf('?');
    List<HeaderList.Field> fields = new ArrayList<>();
    for (HeaderList.Field field : head.headers()) {
      if (!field.name().equalsIgnoreCase("content-length")
          && !field.name().equalsIgnoreCase("content-type")) {
        fields.add(field);
      }
    }
    return new RequestHead(
        head.id(),
        "GET",
        head.scheme(),
        head.authority(),
        query < 0 ? target : target.substring(0, query),
        query < 0 ? "" : target.substring(query + 1),
        head.protocol(),
        HeaderList.of(fields),
        Optional.empty(),
        head.client(),
        head.server(),
        0,
        head.tls());
  }
}
