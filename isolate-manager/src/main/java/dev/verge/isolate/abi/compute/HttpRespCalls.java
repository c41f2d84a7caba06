package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.platform.backends.OriginResponse;
import dev.verge.isolate.platform.backends.SendError;
import dev.verge.isolate.platform.body.Body;
import dev.verge.isolate.platform.body.Pipe;
import dev.verge.isolate.platform.http.HeaderFields;
import dev.verge.isolate.platform.http.HttpVersion;
import java.net.InetSocketAddress;
import java.util.OptionalLong;

/** Responses: module {@code fastly_http_resp} of compute-at-edge.witx. */
@HostModule(value = "fastly_http_resp", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class HttpRespCalls extends MessageCalls {
  private static final int MANUALLY_FROM_HEADERS = 1;
  private static final int NO_KEEPALIVE = 1;
  private static final int EARLY_HINTS = 103;

  private final Session session;

  HttpRespCalls(Session session) {
    super(session);
    this.session = session;
  }

  /** Makes a {@code 200} without fields. */
  @Hostcall("new")
  public int new_(GuestMemory memory, int responseHandleOut) {
    memory.requireRange(responseHandleOut, Integer.BYTES);
    memory.storeInt(responseHandleOut, session.responses().add(new GuestResponse()));
    return Status.OK;
  }

  /** The status. */
  @Hostcall
  public int status_get(GuestMemory memory, int h, int httpStatusOut) {
    memory.storeShort(httpStatusOut, (short) session.responses().find(h).status());
    return Status.OK;
  }

  /** Sets the status, from 100 to 999. */
  @Hostcall
  public int status_set(GuestMemory memory, int h, int status) {
    GuestResponse response = session.responses().find(h);
    if (status < 100 || status > 999) {
      throw StatusException.invalid("no response has this status");
    }
    response.status(status);
    return Status.OK;
  }

  /** Whether the response's own framing fields are to be believed. */
  @Hostcall
  public int framing_headers_mode_set(GuestMemory memory, int h, int mode) {
    session.responses().find(h).framedByHeaders(mode == MANUALLY_FROM_HEADERS);
    return Status.OK;
  }

  /** Whether the client's connection may be used again. */
  @Hostcall
  public int http_keepalive_mode_set(GuestMemory memory, int h, int mode) {
    session.responses().find(h).keepAlive(mode != NO_KEEPALIVE);
    return Status.OK;
  }

  /** Lets go of a response. */
  @Hostcall
  public int close(GuestMemory memory, int h) {
    session.responses().take(h);
    return Status.OK;
  }

  /** The address of the backend that a response came from. */
  @Hostcall
  public int get_addr_dest_ip(GuestMemory memory, int h, int addrOctetsOut, int numBytesOut) {
    InetSocketAddress peer = peer(h);
    memory.storeInt(numBytesOut, GuestStore.address(memory, peer.getAddress(), addrOctetsOut));
    return Status.OK;
  }

  /** The port of the backend that a response came from. */
  @Hostcall
  public int get_addr_dest_port(GuestMemory memory, int h, int portOut) {
    memory.storeShort(portOut, (short) peer(h).getPort());
    return Status.OK;
  }

  /** Answers the client; a streaming body goes on being written. */
  @Hostcall
  public int send_downstream(GuestMemory memory, int h, int b, int streaming)
      throws InterruptedException {
    GuestResponse response = session.responses().find(h);
    AsyncItem item = session.items().find(b);
    if (!(item instanceof BodyItem)) {
      throw StatusException.badHandle();
    }
    Downstream downstream = session.downstream();
    if (response.status() < 200) {
      return inform(response);
    }
    if (downstream.sent()) {
      throw StatusException.of(Status.ERROR, "a response was sent already");
    }
    session.responses().take(h);
    if (streaming == 1) {
      Pipe pipe = session.beginStreaming(b);
      downstream.stream(Framing.of(response, OptionalLong.empty(), downstream.head()), pipe);
    } else {
      Body body = session.takeBody(b);
      downstream.send(Framing.of(response, body.length(), downstream.head()), body);
    }
    return Status.OK;
  }

  /** Answers the client with what comes of a request that is on its way. */
  @Hostcall
  public int send_downstream_pending(GuestMemory memory, int handle) {
    PendingRequest pending = session.items().find(handle, PendingRequest.class);
    Downstream downstream = session.downstream();
    if (downstream.sent()) {
      throw StatusException.of(Status.ERROR, "a response was sent already");
    }
    session.items().take(handle);
    downstream.deliver(() -> relay(downstream, pending));
    return Status.OK;
  }

  private HeaderList relay(Downstream downstream, PendingRequest pending)
      throws InterruptedException {
    return switch (pending.take()) {
      case PendingRequest.Result.Response(OriginResponse arrived) -> {
        GuestResponse response = pending.edited(arrived);
        downstream
            .exchange()
            .respond(Framing.of(response, arrived.body().length(), downstream.head()));
        yield downstream.write(arrived.body());
      }
      case PendingRequest.Result.Failure(SendError error) -> {
        session.tell("the request that was to answer the client failed: " + error.detail());
        GuestResponse response = new GuestResponse();
        response.status(error.kind() == SendError.Kind.HTTP_RESPONSE_TIMEOUT ? 504 : 502);
        pending.errorEdits().forEach(edit -> edit.accept(response.headers()));
        downstream.exchange().respond(Framing.of(response, OptionalLong.of(0), downstream.head()));
        yield HeaderList.EMPTY;
      }
    };
  }

  /** 103 goes out at once and leaves the handles as they are; no other 1xx is a guest's to send. */
  private int inform(GuestResponse response) throws InterruptedException {
    if (response.status() != EARLY_HINTS) {
      throw StatusException.invalid("this status is no final response's");
    }
    session.downstream().inform(EARLY_HINTS, response.headers().toList());
    return Status.OK;
  }

  private InetSocketAddress peer(int handle) {
    return session.responses().find(handle).peer().orElseThrow(StatusException::absent);
  }

  @Override
  HeaderFields headers(int handle) {
    return session.responses().find(handle).headers();
  }

  @Override
  HttpVersion version(int handle) {
    return session.responses().find(handle).version();
  }

  @Override
  void version(int handle, HttpVersion version) {
    session.responses().find(handle).version(version);
  }
}
