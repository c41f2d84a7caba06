package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;
import dev.verge.isolate.platform.body.Body;
import dev.verge.isolate.platform.http.HeaderFields;
import java.util.OptionalLong;

/** Bodies: module {@code fastly_http_body} of compute-at-edge.witx. */
@HostModule(value = "fastly_http_body", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class HttpBodyCalls {
  private static final int FRONT = 1;

  /** The most that one call reads, whatever the guest's buffer. */
  private static final int MOST_READ_BYTES = 64 * 1024;

  private final Session session;
  private byte[] chunk = {};

  HttpBodyCalls(Session session) {
    this.session = session;
  }

  /** Puts one body behind another; its handle is invalid afterwards. */
  @Hostcall
  public int append(GuestMemory memory, int dest, int src) {
    AsyncItem target = session.items().find(dest);
    if (dest == src) {
      throw StatusException.invalid("a body cannot be appended to itself");
    }
    Body source = session.takeBody(src);
    switch (target) {
      case BodyItem body -> {
        session.buffered(source.length().orElse(0));
        body.body().append(source);
      }
      case StreamingItem streaming -> {
        source
            .ownTrailers()
            .names()
            .forEach(name -> streaming.trailers().set(name, source.ownTrailers().all(name)));
        streaming.pipe().append(source);
      }
      default -> throw StatusException.badHandle();
    }
    return Status.OK;
  }

  /** Makes an empty body. */
  @Hostcall("new")
  public int new_(GuestMemory memory, int bodyHandleOut) {
    memory.requireRange(bodyHandleOut, Integer.BYTES);
    memory.storeInt(bodyHandleOut, session.addBody(new Body()));
    return Status.OK;
  }

  /** Reads what is there, waiting for at least one byte; 0 bytes at the end. */
  @Hostcall
  public int read(GuestMemory memory, int h, int buf, int bufLen, int numBytesOut)
      throws InterruptedException {
    memory.requireRange(numBytesOut, Integer.BYTES);
    memory.requireRange(buf, bufLen);
    Body body = session.body(h);
    if (bufLen == 0) {
      memory.storeInt(numBytesOut, 0);
      return Status.OK;
    }
    int wanted = bufLen < 0 ? MOST_READ_BYTES : Math.min(bufLen, MOST_READ_BYTES);
    if (chunk.length < wanted) {
      chunk = new byte[wanted];
    }
    int count = Math.max(0, session.read(body, chunk, wanted));
    memory.store(buf, chunk, 0, count);
    memory.storeInt(numBytesOut, count);
    return Status.OK;
  }

  /** Writes at an end of a body; a streaming one waits for room. */
  @Hostcall
  public int write(GuestMemory memory, int h, int buf, int bufLen, int end, int numBytesOut)
      throws InterruptedException {
    memory.requireRange(numBytesOut, Integer.BYTES);
    memory.requireRange(buf, bufLen);
    AsyncItem item = session.items().find(h);
    switch (item) {
      case BodyItem body -> {
        session.buffered(Integer.toUnsignedLong(bufLen));
        byte[] bytes = GuestStore.bytes(memory, buf, bufLen);
        if (end == FRONT) {
          body.body().writeFront(bytes);
        } else {
          body.body().write(bytes);
        }
      }
      case StreamingItem streaming -> {
        if (end == FRONT) {
          throw StatusException.badHandle();
        }
        writeStreaming(streaming, memory, buf, bufLen);
      }
      default -> throw StatusException.badHandle();
    }
    memory.storeInt(numBytesOut, bufLen);
    return Status.OK;
  }

  /** Lets go of a body; a streaming one is whole then. */
  @Hostcall
  public int close(GuestMemory memory, int h) {
    switch (take(h)) {
      case StreamingItem streaming -> streaming.finish();
      case AsyncItem body -> body.close();
    }
    return Status.OK;
  }

  /** Lets go of a body; a streaming one will never be whole. */
  @Hostcall
  public int abandon(GuestMemory memory, int h) {
    take(h).close();
    return Status.OK;
  }

  /** Adds a trailer. */
  @Hostcall
  public int trailer_append(
      GuestMemory memory, int h, int name, int nameLen, int value, int valueLen) {
    HeaderFields trailers =
        switch (session.items().find(h)) {
          case BodyItem body -> body.body().ownTrailers();
          case StreamingItem streaming -> streaming.trailers();
          default -> throw StatusException.badHandle();
        };
    return Fields.append(session, memory, trailers, name, nameLen, value, valueLen);
  }

  /** The trailers' names, once the body was read. */
  @Hostcall
  public int trailer_names_get(
      GuestMemory memory,
      int h,
      int buf,
      int bufLen,
      int cursor,
      int endingCursorOut,
      int nwrittenOut) {
    return Fields.names(memory, trailers(h), buf, bufLen, cursor, endingCursorOut, nwrittenOut);
  }

  /** A trailer's first value, once the body was read. */
  @Hostcall
  public int trailer_value_get(
      GuestMemory memory,
      int h,
      int name,
      int nameLen,
      int value,
      int valueMaxLen,
      int nwrittenOut) {
    return Fields.value(memory, trailers(h), name, nameLen, value, valueMaxLen, nwrittenOut);
  }

  /** A trailer's values, once the body was read. */
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
    return Fields.values(
        memory, trailers(h), name, nameLen, buf, bufLen, cursor, endingCursorOut, nwrittenOut);
  }

  /** The bytes still to be read, where that is known. */
  @Hostcall
  public int known_length(GuestMemory memory, int h, int bodyLengthOut) {
    memory.requireRange(bodyLengthOut, Long.BYTES);
    OptionalLong length =
        switch (session.items().find(h)) {
          case BodyItem body -> body.body().length();
          case StreamingItem streaming -> OptionalLong.empty();
          default -> throw StatusException.badHandle();
        };
    memory.storeLong(bodyLengthOut, length.orElseThrow(StatusException::absent));
    return Status.OK;
  }

  /** A piece at a time, so that no more than a pipe's worth is copied before it is taken. */
  private void writeStreaming(StreamingItem streaming, GuestMemory memory, int buf, int bufLen)
      throws InterruptedException {
    long length = Integer.toUnsignedLong(bufLen);
    for (long done = 0; done < length; done += MOST_READ_BYTES) {
      int piece = (int) Math.min(MOST_READ_BYTES, length - done);
      session.write(streaming, GuestStore.bytes(memory, (int) (buf + done), piece));
    }
  }

  private AsyncItem take(int handle) {
    AsyncItem item = session.items().find(handle);
    if (!(item instanceof BodyItem) && !(item instanceof StreamingItem)) {
      throw StatusException.badHandle();
    }
    return session.items().take(handle);
  }

  private HeaderFields trailers(int handle) {
    AsyncItem item = session.items().find(handle);
    if (item instanceof StreamingItem) {
      throw StatusException.invalid("a streaming body cannot be read");
    }
    Body body = session.body(handle);
    if (!body.exhausted()) {
      throw StatusException.of(Status.AGAIN, "the body was not read to its end");
    }
    return HeaderFields.of(body.trailers());
  }
}
