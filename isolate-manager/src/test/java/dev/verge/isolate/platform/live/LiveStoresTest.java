package dev.verge.isolate.platform.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verge.isolate.platform.acl.Acl;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiveStoresTest {
  private static final OptionalLong ANY = OptionalLong.empty();
  @TempDir private Path home;
  private LiveData live;

  @BeforeEach
  void open() {
    live = LiveData.open(home);
  }

  @AfterEach
  void close() {
    live.close();
  }

  @Test
  void whatWasPutIsThereAfterAReopening() {
    long generation = upsert("flags", "dark", "on");
    live.close();
    open();

    assertThat(snapshot("flags")).contains(Map.of("dark", "on"));
    LiveItem item = configs().item("demo", "flags", "dark").orElseThrow();
    assertThat(item.value()).isEqualTo("on");
    assertThat(item.generation()).isEqualTo(generation);
    LiveStoreSummary store = configs().find("demo", "flags").orElseThrow();
    assertThat(store.items()).isEqualTo(1);
    assertThat(store.bytes()).isEqualTo(6);
    assertThat(store.generation()).isEqualTo(generation);
  }

  @Test
  void aSnapshotThatIsHeldStaysAsItIs() {
    upsert("flags", "dark", "on");
    Optional<Map<String, String>> before = snapshot("flags");
    upsert("flags", "dark", "off");

    assertThat(before).contains(Map.of("dark", "on"));
    assertThat(snapshot("flags")).contains(Map.of("dark", "off"));
    assertThat(snapshot("flags").orElseThrow()).isSameAs(snapshot("flags").orElseThrow());
  }

  @Test
  void storesOfOtherNamesTenantsAndKindsAreOthers() {
    upsert("flags", "dark", "on");

    assertThat(snapshot("other")).isEmpty();
    assertThat(configs().snapshot("acme", "flags")).isEmpty();
    assertThat(live.acls().snapshot("demo", "flags")).isEmpty();
    assertThat(configs().list("acme")).isEmpty();
    assertThat(live.acls().list("demo")).isEmpty();
    assertThat(configs().list("demo")).hasSize(1);
  }

  @Test
  void aStoreIsMadeOnceAndGoesWithItsItems() {
    assertThat(snapshot("flags")).isEmpty();
    assertThat(configs().create("demo", "flags")).isTrue();
    assertThat(configs().create("demo", "flags")).isFalse();
    assertThat(snapshot("flags")).contains(Map.of());
    upsert("flags", "dark", "on");

    assertThat(configs().delete("demo", "flags")).isTrue();
    assertThat(configs().delete("demo", "flags")).isFalse();
    assertThat(snapshot("flags")).isEmpty();
    assertThat(configs().create("demo", "flags")).isTrue();
    assertThat(snapshot("flags")).contains(Map.of());
    assertThat(configs().find("demo", "flags").orElseThrow().bytes()).isZero();
  }

  @Test
  void aChangeIsDoneWholeOrNotAtAll() {
    upsert("flags", "a", "1");
    long before = configs().find("demo", "flags").orElseThrow().generation();

    assertRefused(
        LiveException.Reason.NOT_THERE,
        () ->
            change(
                LiveChange.upsert("a", "2"), LiveChange.upsert("b", "2"), LiveChange.delete("c")));
    assertThat(snapshot("flags")).contains(Map.of("a", "1"));
    assertThat(configs().find("demo", "flags").orElseThrow().generation()).isEqualTo(before);

    long after = change(LiveChange.upsert("b", "2"), LiveChange.delete("a"));
    assertThat(after).isGreaterThan(before);
    assertThat(snapshot("flags")).contains(Map.of("b", "2"));
  }

  @Test
  void aStoreThatIsNotThereIsNotMadeByAChangeThatIsRefused() {
    assertRefused(LiveException.Reason.NOT_THERE, () -> change(LiveChange.delete("a")));
    assertThat(snapshot("flags")).isEmpty();
  }

  @Test
  void itemsAreMadeAndChangedOnlyWhereTheyAreNotOrAre() {
    change(new LiveChange(LiveChange.Kind.CREATE, "a", "1", ANY));

    assertRefused(
        LiveException.Reason.ALREADY_THERE,
        () -> change(new LiveChange(LiveChange.Kind.CREATE, "a", "2", ANY)));
    assertRefused(
        LiveException.Reason.NOT_THERE,
        () -> change(new LiveChange(LiveChange.Kind.UPDATE, "b", "2", ANY)));
    change(new LiveChange(LiveChange.Kind.UPDATE, "a", "3", ANY));
    assertThat(snapshot("flags")).contains(Map.of("a", "3"));
  }

  @Test
  void anotherGenerationIsLeftAlone() {
    long first = upsert("flags", "a", "1");
    long second = upsert("flags", "b", "1");

    assertRefused(
        LiveException.Reason.OTHER_GENERATION,
        () -> configs().change("demo", "flags", List.of(), OptionalLong.of(first)));
    assertRefused(
        LiveException.Reason.OTHER_GENERATION,
        () -> configs().replace("demo", "new", Map.of(), OptionalLong.of(first)));
    assertRefused(
        LiveException.Reason.OTHER_GENERATION,
        () -> change(new LiveChange(LiveChange.Kind.UPSERT, "a", "2", OptionalLong.of(second))));
    change(new LiveChange(LiveChange.Kind.DELETE, "a", "", OptionalLong.of(first)));
    assertThat(snapshot("flags")).contains(Map.of("b", "1"));
  }

  @Test
  void allItemsAreReplacedAtOnce() {
    upsert("flags", "a", "1");
    upsert("flags", "b", "1");

    configs().replace("demo", "flags", Map.of("b", "2", "c", "3"), ANY);

    assertThat(snapshot("flags")).contains(Map.of("b", "2", "c", "3"));
    assertThat(configs().find("demo", "flags").orElseThrow().items()).isEqualTo(2);
    assertThat(configs().find("demo", "flags").orElseThrow().bytes()).isEqualTo(4);
  }

  @Test
  void itemsComeInPages() {
    Map<String, String> items = new HashMap<>();
    IntStream.range(0, 25).forEach(i -> items.put("k%02d".formatted(i), "v" + i));
    items.put("ü", "last");
    configs().replace("demo", "flags", items, ANY);

    List<String> keys = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      LivePage page = configs().items("demo", "flags", 10, cursor).orElseThrow();
      page.items().forEach(item -> keys.add(item.key()));
      cursor = page.nextCursor();
    } while (cursor.isPresent());

    assertThat(keys).containsExactlyElementsOf(items.keySet().stream().sorted().toList());
    assertThat(configs().items("demo", "none", 10, Optional.empty())).isEmpty();
    for (int limit : new int[] {0, -1, 1001}) {
      assertRefused(
          LiveException.Reason.NOT_ACCEPTABLE,
          () -> configs().items("demo", "flags", limit, Optional.empty()));
    }
    assertRefused(
        LiveException.Reason.NOT_ACCEPTABLE,
        () -> configs().items("demo", "flags", 10, Optional.of("*")));
  }

  @Test
  void whatIsTooMuchIsRefused() {
    Map<String, String> most = new HashMap<>();
    IntStream.range(0, LiveData.MOST_ITEMS).forEach(i -> most.put("k" + i, ""));
    configs().replace("demo", "flags", most, ANY);

    assertRefused(LiveException.Reason.TOO_LARGE, () -> upsert("flags", "more", ""));
    change(LiveChange.delete("k1"), LiveChange.upsert("more", ""));
    most.put("more", "");
    assertRefused(
        LiveException.Reason.TOO_LARGE, () -> configs().replace("demo", "flags", most, ANY));
    IntStream.range(1, 256).forEach(i -> configs().create("demo", "s" + i));
    assertRefused(LiveException.Reason.TOO_LARGE, () -> configs().create("demo", "s256"));
    assertRefused(LiveException.Reason.TOO_LARGE, () -> upsert("s256", "a", "b"));
    assertThat(configs().create("acme", "s256")).isTrue();
  }

  @Test
  void aTenantsStoresHaveNoMoreThanTheirBytesTogether() {
    Map<String, String> large = new HashMap<>();
    IntStream.range(0, 2000).forEach(i -> large.put("k" + i, "x".repeat(8000)));
    IntStream.range(0, 4).forEach(i -> configs().replace("demo", "s" + i, large, ANY));

    assertRefused(
        LiveException.Reason.TOO_LARGE, () -> configs().replace("demo", "s4", large, ANY));
    assertThat(snapshot("s4")).isEmpty();
    assertThat(snapshot("s3").orElseThrow()).hasSize(2000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "ü", "a/b", "\u0000", "a\u0000b", "\uD83D\uDE00", "'"})
  void aKeyAndAValueAreWhateverTheySay(String text) {
    upsert("flags", text, text);

    assertThat(snapshot("flags")).contains(Map.of(text, text));
    assertThat(configs().item("demo", "flags", text).orElseThrow().key()).isEqualTo(text);
  }

  @Test
  void keysValuesAndNamesThatBreakTheRulesAreRefused() {
    upsert("flags", "\uD83D\uDE00".repeat(256), "\uD83D\uDE00".repeat(8000));
    for (ThrowingCallable attempt :
        List.<ThrowingCallable>of(
            () -> upsert("flags", "", "x"),
            () -> upsert("flags", "k".repeat(257), "x"),
            () -> upsert("flags", "k", "v".repeat(8001)),
            () -> upsert("flags", "\uD83D", "v"),
            () -> upsert("flags", "..", "v"),
            () -> upsert("..", "k", "v"),
            () -> configs().create("demo", "."),
            () -> upsert("", "k", "v"),
            () -> upsert("a\nb", "k", "v"),
            () -> configs().create("demo", "n".repeat(256)))) {
      assertRefused(LiveException.Reason.NOT_ACCEPTABLE, attempt);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.99/24, block, 192.0.2.0/24, BLOCK",
    "2001:DB8:0:0::1/32, Allow, 2001:db8::/32, ALLOW",
    "0.0.0.0/0, challenge, 0.0.0.0/0, challenge"
  })
  void networksAreKeptInOneForm(String prefix, String action, String kept, String told) {
    live.acls().change("demo", "blocked", List.of(LiveChange.upsert(prefix, action)), ANY);

    LiveItem item = live.acls().item("demo", "blocked", prefix).orElseThrow();
    assertThat(item.key()).isEqualTo(kept);
    assertThat(item.value()).isEqualTo(told);
  }

  @Test
  void aListIsLookedUpAsItIsNow() throws Exception {
    InetAddress address = InetAddress.getByName("192.0.2.7");
    live.acls().change("demo", "blocked", List.of(LiveChange.upsert("192.0.2.0/24", "BLOCK")), ANY);
    Acl before = live.acls().snapshot("demo", "blocked").orElseThrow();
    live.acls().change("demo", "blocked", List.of(LiveChange.upsert("192.0.2.7/32", "ALLOW")), ANY);

    assertThat(before.lookup(address).orElseThrow().entry().action()).isEqualTo("BLOCK");
    assertThat(
            live.acls()
                .snapshot("demo", "blocked")
                .orElseThrow()
                .lookup(address)
                .orElseThrow()
                .entry()
                .action())
        .isEqualTo("ALLOW");
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.0, BLOCK",
    "192.0.2.0/33, BLOCK",
    "host/8, BLOCK",
    "[::1]/128, BLOCK",
    "192.0.2.0/24, ''",
    "192.0.2.0/24, two words"
  })
  void whatIsNoEntryIsRefused(String prefix, String action) {
    assertRefused(
        LiveException.Reason.NOT_ACCEPTABLE,
        () -> live.acls().change("demo", "acl", List.of(LiveChange.upsert(prefix, action)), ANY));
  }

  @Test
  void whoReadsWhileOthersChangeSeesNoHalfOfAChangeAndNoOldOneAfterwards() throws Exception {
    configs().replace("demo", "flags", pair(0), ANY);
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> reader =
          threads.submit(
              () -> {
                while (!done.get()) {
                  Map<String, String> seen = snapshot("flags").orElseThrow();
                  assertThat(seen.get("a")).isEqualTo(seen.get("b"));
                }
              });
      for (int i = 1; i <= 200; i++) {
        configs()
            .change(
                "demo",
                "flags",
                List.of(LiveChange.upsert("a", "" + i), LiveChange.upsert("b", "" + i)),
                ANY);
        assertThat(snapshot("flags")).contains(pair(i));
      }
      done.set(true);
      reader.get();
    }
  }

  private static Map<String, String> pair(int i) {
    return Map.of("a", "" + i, "b", "" + i);
  }

  private LiveStores<Map<String, String>> configs() {
    return live.configStores();
  }

  private Optional<Map<String, String>> snapshot(String store) {
    return configs().snapshot("demo", store);
  }

  private long upsert(String store, String key, String value) {
    return configs().change("demo", store, List.of(LiveChange.upsert(key, value)), ANY);
  }

  private long change(LiveChange... changes) {
    return configs().change("demo", "flags", List.of(changes), ANY);
  }

  private static void assertRefused(LiveException.Reason reason, ThrowingCallable attempt) {
    assertThatThrownBy(attempt)
        .isInstanceOfSatisfying(LiveException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
