package dev.verge.isolate.platform.backends;

import dev.verge.isolate.binding.Backend;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.platform.body.ByteSource;
import dev.verge.isolate.platform.body.Source;
import dev.verge.isolate.platform.http.Uri;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Backends and requests as most tests want them. */
final class TestBackends {
  static final Duration LONG = Duration.ofSeconds(20);
  static final Duration SHORT = Duration.ofMillis(200);

  private TestBackends() {}

  /** All that a backend consists of, to be changed. */
  static final class Draft {
    String host = "127.0.0.1";
    int port;
    String path = "";
    Optional<String> overrideHost = Optional.empty();
    Optional<Backend.Tls> tls = Optional.empty();
    Backend.Timeouts timeouts = new Backend.Timeouts(LONG, LONG, LONG);
    Backend.Pooling pooling = Backend.Pooling.DEFAULT;
    boolean grpc;
    boolean preferIpv4 = true;
    Backend.Health health = Backend.Health.UNKNOWN;
    Optional<Backend.HealthCheck> healthCheck = Optional.empty();
    boolean dynamic;

    Draft at(String otherHost) {
      host = otherHost;
      return this;
    }

    Draft grpc() {
      grpc = true;
      return this;
    }

    Draft dynamic() {
      dynamic = true;
      return this;
    }

    Draft path(String other) {
      path = other;
      return this;
    }

    Draft overrideHost(String other) {
      overrideHost = Optional.of(other);
      return this;
    }

    Draft tls(Backend.Tls other) {
      tls = Optional.of(other);
      return this;
    }

    Draft pooling(Backend.Pooling other) {
      pooling = other;
      return this;
    }

    Draft timeouts(Duration connect, Duration firstByte, Duration betweenBytes) {
      timeouts = new Backend.Timeouts(connect, firstByte, betweenBytes);
      return this;
    }

    Draft health(Backend.Health other) {
      health = other;
      return this;
    }

    Draft healthCheck(Backend.HealthCheck other) {
      healthCheck = Optional.of(other);
      return this;
    }

    Backend build() {
      return new Backend(
          "origin",
          host,
          port,
          path,
          overrideHost,
          tls,
          timeouts,
          pooling,
          grpc,
          preferIpv4,
          health,
          healthCheck,
          dynamic);
    }
  }

  static Backend at(int port) {
    return at(port, draft -> draft);
  }

  static Backend at(int port, UnaryOperator<Draft> changes) {
    Draft draft = new Draft();
    draft.port = port;
    return changes.apply(draft).build();
  }

  static OriginRequest get(String uri, String... headers) {
    return request("GET", uri, ByteSource.EMPTY, headers);
  }

  static OriginRequest request(String method, String uri, Source body, String... headers) {
    return new OriginRequest(
        method, Uri.parse(uri).orElseThrow(), headers(headers), body, false, false);
  }

  /** A name, a value, a name, a value … */
  static HeaderList headers(String... namesAndValues) {
    List<HeaderList.Field> fields = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.add(new HeaderList.Field(namesAndValues[i], namesAndValues[i + 1]));
    }
    return HeaderList.of(fields);
  }

  static Source bytes(String text) {
    return new ByteSource(text.getBytes(StandardCharsets.UTF_8));
  }

  static String text(Source source) {
    try {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      byte[] piece = new byte[8192];
      for (int count; (count = source.read(piece, 0, piece.length)) >= 0; ) {
        all.write(piece, 0, count);
      }
      return all.toString(StandardCharsets.UTF_8);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
