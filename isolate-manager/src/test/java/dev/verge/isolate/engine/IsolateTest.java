package dev.verge.isolate.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.verge.isolate.module.LimitsRewriter;
import dev.verge.isolate.module.ModuleReader;
import dev.verge.isolate.testing.Wat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is left of one request for the next: nothing, with memory images and without. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class IsolateTest {
  private static final int PAGE = 64 * 1024;
  private static final long MOST_PAGES = 10;

  /** {@code run} tells, as bits, what it finds of itself, and then leaves something everywhere. */
  private static final String GUEST =
      """
      (module
        (import "env" "tell" (func $tell (param i32)))
        (memory (export "memory") 2)
        (data (i32.const 70000) "verge")
        (table 4 funcref)
        (elem (i32.const 0) $spoil $spoil)
        (global $i (mut i32) (i32.const 1))
        (global $l (mut i64) (i64.const 2))
        (global $f (mut f32) (f32.const 3))
        (global $d (export "d") (mut f64) (f64.const 4))
        (type $none (func))
        (func $spoil
          (global.set $i (i32.const 9))
          (global.set $l (i64.const 9))
          (global.set $f (f32.const 9))
          (global.set $d (f64.const 9))
          (i32.store (i32.const 0) (i32.const 9))
          (i32.store (i32.const 70000) (i32.const 9))
          (drop (memory.grow (i32.const 2)))
          (i32.store (i32.const 150000) (i32.const 9))
          (i32.store (i32.const 262140) (i32.const 9))
          (table.copy (i32.const 2) (i32.const 0) (i32.const 1)))
        (func $bit (param $found i32) (param $bit i32)
          (if (local.get $found) (then (call $tell (local.get $bit)))))
        (func (export "run") (result i32)
          (call $bit (i32.ne (global.get $i) (i32.const 1)) (i32.const 1))
          (call $bit (i64.ne (global.get $l) (i64.const 2)) (i32.const 2))
          (call $bit (f32.ne (global.get $f) (f32.const 3)) (i32.const 4))
          (call $bit (f64.ne (global.get $d) (f64.const 4)) (i32.const 8))
          (call $bit (i32.ne (i32.load (i32.const 0)) (i32.const 0)) (i32.const 16))
          (call $bit (i32.ne (i32.load8_u (i32.const 70000)) (i32.const 118)) (i32.const 32))
          (call $bit (i32.ne (memory.size) (i32.const 2)) (i32.const 64))
          (drop (memory.grow (i32.const 2)))
          (call $bit (i32.ne (i32.load (i32.const 150000)) (i32.const 0)) (i32.const 128))
          (call $bit (i32.ne (i32.load (i32.const 262140)) (i32.const 0)) (i32.const 256))
          (call_indirect (type $none) (i32.const 1))
          (i32.const 0))
        (func (export "third") (call_indirect (type $none) (i32.const 2)))
        (func (export "trap") (call $spoil) (unreachable))
        (func (export "initialize") (global.set $i (i32.const 1)) (i32.store (i32.const 100) (i32.const 77)))
        (func (export "hundred") (result i32) (i32.load (i32.const 100))))
      """;

  private static final HostcallTable HOSTS = HostcallTable.of(List.of(Tell.class));

  private final GuestEngine mapping = GuestEngine.start();
  private final GuestEngine plain = GuestEngine.startPlain();

  @AfterAll
  void close() {
    mapping.close();
    plain.close();
  }

  /** The guest's only host. */
  @HostModule(value = "env", badPointer = -1)
  static final class Tell {
    private int bits;

    @Hostcall
    void tell(GuestMemory memory, int bit) {
      bits |= bit;
    }
  }

  Stream<GuestEngine> engines() {
    return Stream.of(mapping, plain);
  }

  private static Isolate isolate(GuestEngine engine, String text) {
    byte[] binary = LimitsRewriter.limit(Wat.compile(text), MOST_PAGES, 100);
    return Isolate.create(
        engine.compile(binary, "guest"), HOSTS, ModuleReader.read(binary).imports());
  }

  private static int run(Isolate isolate) {
    Tell tell = new Tell();
    Instance instance = isolate.instantiate(List.of(tell), bytes -> true);
    assertThat(instance.initialize(List.of("run"))).isEqualTo(new GuestEnd.Returned(0));
    return tell.bits;
  }

  private static GuestEnd call(Isolate isolate, String name) {
    return isolate.instantiate(List.of(new Tell()), bytes -> true).initialize(List.of(name));
  }

  @Test
  void memoriesAreMappedHere() {
    assertThat(mapping.maps()).isTrue();
    assertThat(plain.maps()).isFalse();
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("engines")
  void nothingOfARequestIsLeftForTheNext(GuestEngine engine) {
    try (Isolate isolate = isolate(engine, GUEST)) {
      for (int i = 0; i < 5; i++) {
        assertThat(run(isolate)).isZero();
        isolate.reset();
        assertThat(call(isolate, "third")).isInstanceOf(GuestEnd.Trapped.class);
        isolate.reset();
      }
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("engines")
  void nothingOfARequestThatTrappedIsLeftForTheNext(GuestEngine engine) {
    try (Isolate isolate = isolate(engine, GUEST)) {
      assertThat(call(isolate, "trap")).isInstanceOf(GuestEnd.Trapped.class);
      isolate.reset();

      assertThat(run(isolate)).isZero();
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("engines")
  void isolatesOfOneModuleShareNothing(GuestEngine engine) {
    byte[] binary = LimitsRewriter.limit(Wat.compile(GUEST), MOST_PAGES, 100);
    CompiledModule compiled = engine.compile(binary, "guest");
    try (Isolate one = Isolate.create(compiled, HOSTS, ModuleReader.read(binary).imports());
        Isolate other = Isolate.create(compiled, HOSTS, ModuleReader.read(binary).imports())) {
      run(one);

      assertThat(run(other)).isZero();
    }
  }

  @Test
  void aResetIsolateIsPrepared() {
    try (Isolate isolate = isolate(mapping, GUEST)) {
      assertThat(isolate.prepared()).isFalse();
      isolate.prepare();
      assertThat(isolate.prepared()).isTrue();
      run(isolate);
      assertThat(isolate.prepared()).isFalse();
      isolate.reset();

      assertThat(isolate.prepared()).isTrue();
      assertThat(isolate.heldBytes()).isBetween(1L, 2L * PAGE);
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("engines")
  void everyRequestsAccountIsAskedForItsOwnGrowth(GuestEngine engine) {
    try (Isolate isolate = isolate(engine, GUEST)) {
      for (int i = 0; i < 3; i++) {
        long[] asked = {0};
        isolate
            .instantiate(
                List.of(new Tell()),
                bytes -> {
                  asked[0] += bytes;
                  return true;
                })
            .initialize(List.of("run"));

        assertThat(asked[0]).isEqualTo(4L * PAGE);
        isolate.reset();
      }
      Instance refused = isolate.instantiate(List.of(new Tell()), MemoryAccount.NONE);
      assertThat(refused.initialize(List.of("run"))).isEqualTo(new GuestEnd.OutOfMemory());
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("engines")
  void growthBeyondTheLimitFailsInTheGuest(GuestEngine engine) {
    String greedy =
        """
        (module (memory (export "memory") 1) (func (export "run") (result i32)
          (i32.eq (memory.grow (i32.const 10)) (i32.const -1))))
        """;
    try (Isolate isolate = isolate(engine, greedy)) {
      assertThat(call(isolate, "run")).isEqualTo(new GuestEnd.Returned(1));
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("engines")
  void aStartFunctionRunsForEveryRequestAndMayFail(GuestEngine engine) {
    String starting =
        """
        (module
          (import "env" "tell" (func $tell (param i32)))
          (memory (export "memory") 1)
          (global $runs (mut i32) (i32.const 0))
          (func $start
            (global.set $runs (i32.add (global.get $runs) (i32.const 1)))
            (call $tell (global.get $runs)))
          (func (export "run") (result i32) (i32.const 0))
          (start $start))
        """;
    try (Isolate isolate = isolate(engine, starting)) {
      isolate.prepare();
      assertThat(run(isolate)).isEqualTo(1);
      isolate.reset();
      assertThat(run(isolate)).isEqualTo(1);
    }
    String failing = starting.replace("(call $tell (global.get $runs))", "(unreachable)");
    try (Isolate isolate = isolate(engine, failing)) {
      GuestEndedException ended =
          catchThrowableOfType(GuestEndedException.class, () -> call(isolate, "run"));
      assertThat(ended.end()).isInstanceOf(GuestEnd.Trapped.class);
    }
  }

  @Test
  void whatInitialisersLeftIsWhatOthersStartFrom() {
    String text = GUEST.replaceAll("(?m)^.*table.copy.*$", ")").replace("9))\n)", "9)))");
    byte[] binary = LimitsRewriter.limit(Wat.compile(text), MOST_PAGES, 100);
    CompiledModule initialized;
    try (Isolate first =
        Isolate.create(
            mapping.compile(binary, "guest"), HOSTS, ModuleReader.read(binary).imports())) {
      assertThat(call(first, "initialize")).isEqualTo(new GuestEnd.Returned(0));
      initialized = first.initialized().orElseThrow();
    }
    try (Isolate later = Isolate.create(initialized, HOSTS, ModuleReader.read(binary).imports())) {
      for (int i = 0; i < 3; i++) {
        assertThat(call(later, "hundred")).isEqualTo(new GuestEnd.Returned(77));
        later.reset();
        assertThat(run(later)).isZero();
        later.reset();
      }
    }
  }

  @Test
  void aClosedIsolateEndsItsCallsAndFreesItsMemoryWithTheLast() throws Exception {
    String endless =
        "(module (memory (export \"memory\") 1) (func (export \"run\") (loop (br 0))))";
    Isolate isolate = isolate(mapping, endless);
    Instance instance = isolate.instantiate(List.of(new Tell()), bytes -> true);
    GuestEnd[] end = new GuestEnd[1];
    Thread guest = Thread.startVirtualThread(() -> end[0] = instance.initialize(List.of("run")));
    Consumer<Isolate> close = Isolate::close;
    close.accept(isolate);
    guest.join();

    assertThat(end[0]).isEqualTo(new GuestEnd.Interrupted());
    assertThat(instance.initialize(List.of("run"))).isEqualTo(new GuestEnd.Interrupted());
  }
}
