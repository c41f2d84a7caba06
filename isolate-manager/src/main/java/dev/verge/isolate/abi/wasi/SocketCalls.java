package dev.verge.isolate.abi.wasi;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;

/** Sockets: no descriptor is one. */
@HostModule(value = WasiPreview1.MODULE, badPointer = Errno.FAULT)
@SuppressWarnings("MemberName") // the ABI's names
public final class SocketCalls {
  private final DescriptorTable descriptors;

  SocketCalls(DescriptorTable descriptors) {
    this.descriptors = descriptors;
  }

  /** Accepts a connection. */
  @Hostcall
  public int sock_accept(GuestMemory memory, int fd, int flags, int result)
      throws InterruptedException {
    return notSocket(fd);
  }

  /** Receives a message. */
  @Hostcall
  public int sock_recv(
      GuestMemory memory, int fd, int iovs, int iovsLength, int flags, int size, int resultFlags)
      throws InterruptedException {
    return notSocket(fd);
  }

  /** Sends a message. */
  @Hostcall
  public int sock_send(GuestMemory memory, int fd, int iovs, int iovsLength, int flags, int result)
      throws InterruptedException {
    return notSocket(fd);
  }

  /** Ends a connection. */
  @Hostcall
  public int sock_shutdown(GuestMemory memory, int fd, int how) throws InterruptedException {
    return notSocket(fd);
  }

  private int notSocket(int fd) throws InterruptedException {
    return Errno.of(
        () -> {
          descriptors.any(fd);
          throw new ErrnoException(Errno.NOTSOCK);
        });
  }
}
