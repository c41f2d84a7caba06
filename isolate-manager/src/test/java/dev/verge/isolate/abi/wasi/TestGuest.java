package dev.verge.isolate.abi.wasi;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;
import dev.verge.isolate.engine.OutOfGuestMemoryException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Calls WASI as a guest does: by name, with numbers, through its memory. */
final class TestGuest {
  /** An address that no test allocates; results go there. */
  static final int RESULT = 16;

  static final int RESULT2 = 24;

  final ArrayMemory memory = new ArrayMemory(8);
  private final Map<String, Bound> calls = new HashMap<>();
  private int free = 1024;

  private record Bound(Object object, Method method) {}

  TestGuest(WasiWorld world) {
    for (Object object : WasiPreview1.hostObjects(world)) {
      for (Method method : object.getClass().getMethods()) {
        if (method.isAnnotationPresent(Hostcall.class)) {
          calls.put(method.getName(), new Bound(object, method));
        }
      }
    }
  }

  /** Calls as the engine does, bad pointers included. */
  int call(String name, Object... args) throws InterruptedException {
    Bound bound = calls.get(name);
    Object[] all = new Object[args.length + 1];
    all[0] = memory;
    System.arraycopy(args, 0, all, 1, args.length);
    try {
      Object result = bound.method().invoke(bound.object(), all);
      return result == null ? 0 : (int) result;
    } catch (InvocationTargetException e) {
      return switch (e.getCause()) {
        case OutOfGuestMemoryException outside ->
            bound.object().getClass().getAnnotation(HostModule.class).badPointer();
        case RuntimeException thrown -> throw thrown;
        case InterruptedException thrown -> throw thrown;
        default -> throw new AssertionError(e);
      };
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  /** As {@code call}, for a function whose parameter after some arguments is a path. */
  int callWithPath(String name, String path, Object[] before, Object... after)
      throws InterruptedException {
    byte[] text = path.getBytes(StandardCharsets.UTF_8);
    List<Object> args = new ArrayList<>(List.of(before));
    args.add(put(text));
    args.add(text.length);
    args.addAll(List.of(after));
    return call(name, args.toArray());
  }

  /** Opens a path in a directory; the new descriptor, or an error code below 0. */
  int open(int directory, String path, int openFlags, long rights) throws InterruptedException {
    int errno =
        callWithPath(
            "path_open", path, new Object[] {directory, 1}, openFlags, rights, 0L, 0, RESULT);
    return errno == 0 ? memory.loadInt(RESULT) : -errno;
  }

  int open(String path) throws InterruptedException {
    return open(3, path, 0, 2);
  }

  int allocate(int bytes) {
    int address = free;
    free = (free + bytes + 7) & ~7;
    memory.requireRange(address, bytes);
    return address;
  }

  int put(byte[] bytes) {
    int address = allocate(bytes.length);
    memory.store(address, bytes, 0, bytes.length);
    return address;
  }

  int put(String text) {
    return put(text.getBytes(StandardCharsets.UTF_8));
  }

  /** An array of buffers, each given by address and length. */
  int vectors(int... addressesAndLengths) {
    int address = allocate(addressesAndLengths.length * 4);
    for (int i = 0; i < addressesAndLengths.length; i++) {
      memory.storeInt(address + i * 4, addressesAndLengths[i]);
    }
    return address;
  }

  String text(int address, int length) {
    return new String(((GuestMemory) memory).load(address, length), StandardCharsets.UTF_8);
  }

  int result() {
    return memory.loadInt(RESULT);
  }
}
