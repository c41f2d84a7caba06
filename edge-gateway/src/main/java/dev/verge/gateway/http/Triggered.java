package dev.verge.gateway.http;

import dev.verge.deploy.manifest.CronTrigger;
import dev.verge.deploy.requests.Ending;
import dev.verge.deploy.routing.Deployment;
import dev.verge.deploy.triggers.TriggerRun;
import dev.verge.deploy.triggers.TriggeredRequest;
import dev.verge.deploy.triggers.TriggeredRequests;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.HostRequest;
import dev.verge.isolate.exchange.RequestHead;
import dev.verge.isolate.pool.Isolates;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Has requests that schedules make served as clients' are, on the caller's thread: they are
 * counted, kept and logged likewise, and their responses are dropped.
 */
record Triggered(Dispatcher dispatcher, Isolates isolates) implements TriggeredRequests {
  @Override
  public TriggerRun send(Deployment.Single version, TriggeredRequest request) {
    RequestHead head = head(request);
    Instant time = Instant.now();
    return switch (Routes.alone(version, isolates)) {
      case Route.Served served -> {
        HttpExchange exchange =
            new HttpExchange(head, served.marks(), System.nanoTime(), new Nobody(), false);
        exchange.requestBody().end();
        Ending ending = dispatcher.serveHere(exchange, served.triggeredBy(CRON));
        yield new TriggerRun(
            time,
            head.id(),
            exchange.status().orElse(Dispatcher.CLIENT_LEFT),
            ending,
            exchange.endedNanos() - exchange.routedNanos());
      }
      case Route.Unavailable unavailable -> {
        int status = Route.Unavailable.PROBLEM.kind().status();
        dispatcher.metrics().of(unavailable).answered(status);
        dispatcher.unavailable(head, unavailable, Optional.of(CRON));
        yield new TriggerRun(time, head.id(), status, Ending.UNAVAILABLE, 0);
      }
    };
  }

  private RequestHead head(TriggeredRequest request) {
    CronTrigger trigger = request.trigger();
    return new RequestHead(
        dispatcher.nextId(),
        trigger.method(),
        "http",
        request.authority(),
        trigger.path(),
        trigger.query(),
        "HTTP/1.1",
        HeaderList.of(
            List.of(
                new HeaderList.Field("host", request.authority()),
                new HeaderList.Field(FIELD, CRON),
                new HeaderList.Field(SCHEDULE_FIELD, trigger.schedule().text()))),
        Optional.empty(),
        HostRequest.NOWHERE,
        HostRequest.NOWHERE,
        0);
  }

  /** Takes what a guest writes as fast as it comes. */
  private static final class Nobody implements Carrier {
    @Override
    public Channel channel() {
      throw new IllegalStateException("No connection brought this request.");
    }

    @Override
    public void onLoop(Runnable task) {
      task.run();
    }

    @Override
    public ByteBufAllocator allocator() {
      return ByteBufAllocator.DEFAULT;
    }

    @Override
    public void receive(HttpExchange served) {}

    @Override
    public void send(HttpExchange served) {
      served.response().take().body().release();
    }

    @Override
    public void answer(HttpResponse head, ByteBuf content) {
      content.release();
    }
  }
}
