package dev.verge.isolate.platform.httpcache;

import dev.verge.isolate.binding.Backend;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.platform.backends.OriginRequest;
import dev.verge.isolate.platform.backends.OriginResponse;
import dev.verge.isolate.platform.backends.SendError;
import dev.verge.isolate.platform.backends.SendException;
import dev.verge.isolate.platform.body.ByteSource;
import dev.verge.isolate.platform.body.Pipe;
import dev.verge.isolate.platform.body.Source;
import dev.verge.isolate.platform.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A backend that answers when the test says so. */
final class ScriptedOrigin implements OriginSender {
  private final List<Sent> sent = new CopyOnWriteArrayList<>();
  volatile boolean sick;

  /** A request that arrived, to be answered. */
  record Sent(OriginRequest request, CompletableFuture<OriginResponse> answer) {
    void respond(int status, String text, String... headers) {
      ByteSource body = new ByteSource(text.getBytes(StandardCharsets.UTF_8));
      respond(status, body, headers);
    }

    void respond(int status, Source body, String... headers) {
      answer.complete(
          new OriginResponse(
              status, HttpVersion.HTTP_11, headers(headers), body, Optional.empty(), false));
    }

    Pipe stream(int status, String... headers) {
      Pipe pipe = new Pipe();
      respond(status, pipe, headers);
      return pipe;
    }

    void fail() {
      answer.completeExceptionally(
          new SendException(SendError.of(SendError.Kind.CONNECTION_REFUSED, "refused")));
    }

    Optional<String> header(String name) {
      return request.headers().first(name);
    }
  }

  static HeaderList headers(String... namesAndValues) {
    List<HeaderList.Field> fields = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.add(new HeaderList.Field(namesAndValues[i], namesAndValues[i + 1]));
    }
    return HeaderList.of(fields);
  }

  @Override
  public CompletableFuture<OriginResponse> send(Backend backend, OriginRequest request) {
    Sent next = new Sent(request, new CompletableFuture<>());
    sent.add(next);
    return next.answer();
  }

  @Override
  public boolean sick(Backend backend) {
    return sick;
  }

  List<Sent> sent() {
    return sent;
  }

  int count() {
    return sent.size();
  }

  Sent last() {
    return sent.getLast();
  }
}
