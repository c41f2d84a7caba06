package dev.verge.isolate.abi.wasi;

import dev.verge.isolate.platform.assets.AssetTree;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A world with known contents, whose clock moves only when somebody sleeps. */
final class TestWorld implements GuestClock {
  static final long REALTIME_AT_0 = 1_700_000_000_000_000_000L;

  final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
  final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  ByteArrayInputStream stdin = new ByteArrayInputStream(new byte[0]);
  List<String> args = List.of("app");
  List<String> environ = List.of();
  Optional<WasiWorld.Mount> mount = Optional.empty();
  long now = 5_000_000_000L;
  int writes;

  TestWorld stdin(String text) {
    stdin = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  TestWorld mount(String name, AssetTree assets) {
    mount = Optional.of(new WasiWorld.Mount(name, assets));
    return this;
  }

  TestGuest guest() {
    return new TestGuest(
        new WasiWorld(
            args,
            environ,
            (target, offset, length) -> stdin.read(target, offset, length),
            (source, offset, length) -> {
              writes++;
              stdout.write(source, offset, length);
            },
            stderr::write,
            mount,
            this,
            target -> java.util.Arrays.fill(target, (byte) 7)));
  }

  @Override
  public long realtime() {
    return REALTIME_AT_0 + now;
  }

  @Override
  public long monotonic() {
    return now;
  }

  @Override
  public long cpu() {
    return 42_000;
  }

  @Override
  public void sleepUntil(long monotonic) {
    now = Math.max(now, monotonic);
  }
}
