package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;

/** Bodies: module {@code fastly_http_body} of compute-at-edge.witx. */
@HostModule(value = "fastly_http_body", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class HttpBodyCalls {
  private final Session session;

  HttpBodyCalls(Session session) {
    this.session = session;
  }

  @Hostcall
  public int append(GuestMemory memory, int dest, int src) {
    throw session.unsupported("fastly_http_body.append");
  }

  @Hostcall("new")
  public int new_(GuestMemory memory, int bodyHandleOut) {
    throw session.unsupported("fastly_http_body.new");
  }

  @Hostcall
  public int read(GuestMemory memory, int h, int buf, int bufLen, int numBytesOut) {
    throw session.unsupported("fastly_http_body.read");
  }

  @Hostcall
  public int write(GuestMemory memory, int h, int buf, int bufLen, int end, int numBytesOut) {
    throw session.unsupported("fastly_http_body.write");
  }

  @Hostcall
  public int close(GuestMemory memory, int h) {
    throw session.unsupported("fastly_http_body.close");
  }

  @Hostcall
  public int abandon(GuestMemory memory, int h) {
    throw session.unsupported("fastly_http_body.abandon");
  }

  @Hostcall
  public int trailer_append(
      GuestMemory memory, int h, int name, int nameLen, int value, int valueLen) {
    throw session.unsupported("fastly_http_body.trailer_append");
  }

  @Hostcall
  public int trailer_names_get(
      GuestMemory memory,
      int h,
      int buf,
      int bufLen,
      int cursor,
      int endingCursorOut,
      int nwrittenOut) {
    throw session.unsupported("fastly_http_body.trailer_names_get");
  }

  @Hostcall
  public int trailer_value_get(
      GuestMemory memory,
      int h,
      int name,
      int nameLen,
      int value,
      int valueMaxLen,
      int nwrittenOut) {
    throw session.unsupported("fastly_http_body.trailer_value_get");
  }

  @Hostcall
  public int trailer_values_get(
      GuestMemory memory,
      int h,
      int name,
      int nameLen,
      int buf,
      int bufLen,
      int cursor,
      int endingCursorOut,
      int nwrittenOut) {
    throw session.unsupported("fastly_http_body.trailer_values_get");
  }

  @Hostcall
  public int known_length(GuestMemory memory, int h, int bodyLengthOut) {
    throw session.unsupported("fastly_http_body.known_length");
  }
}
