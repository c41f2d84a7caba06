package dev.verge.isolate.abi.wasi;

import java.util.List;

/** The functions of WASI preview 1, as host objects for the engine to bind. */
public final class WasiPreview1 {
  /** The module name that guests import from. */
  public static final String MODULE = "wasi_snapshot_preview1";

  /** The classes whose hostcalls make up the module, in the order of {@link #hostObjects}. */
  public static final List<Class<?>> CLASSES =
      List.of(
          ProgramCalls.class,
          ClockCalls.class,
          PollCalls.class,
          StreamCalls.class,
          DescriptorCalls.class,
          PathCalls.class,
          SocketCalls.class);

  private WasiPreview1() {}

  /** One object of each class, for one instance in a world of its own. */
  public static List<Object> hostObjects(WasiWorld world) {
    DescriptorTable descriptors = new DescriptorTable(world);
    return List.of(
        new ProgramCalls(world),
        new ClockCalls(world.clock()),
        new PollCalls(descriptors, world.clock()),
        new StreamCalls(descriptors),
        new DescriptorCalls(descriptors),
        new PathCalls(descriptors),
        new SocketCalls(descriptors));
  }
}
