package dev.verge.isolate.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mappings on the real kernel. */
final class PrivateMappingTest {
  private static final int PAGE = 4096;
  private static final long FIRST = 16 * PAGE;
  private static final long RESERVED = 4096 * PAGE;

  private final ImageStore store = ImageStore.open().orElseThrow();

  @AfterEach
  void close() {
    store.close();
  }

  private MemoryImage image() {
    MemorySegment text = MemorySegment.ofArray("verge".getBytes(StandardCharsets.UTF_8));
    MemorySegment later = MemorySegment.ofArray("V".getBytes(StandardCharsets.UTF_8));
    return store.keep(
        List.of(
            new ImageStore.Piece(5 * PAGE + 100, text),
            new ImageStore.Piece(5 * PAGE + 100, later)));
  }

  private static String text(PrivateMapping mapping) {
    return mapping.memory().getString(5 * PAGE + 100);
  }

  private static boolean zeros(PrivateMapping mapping, long start, long end) {
    for (long at = start; at < end; at++) {
      if (mapping.memory().get(ValueLayout.JAVA_BYTE, at) != 0) {
        return false;
      }
    }
    return true;
  }

  @Test
  void showsTheImageWithZerosAroundIt() {
    try (PrivateMapping mapping = image().map(RESERVED)) {
      assertThat(text(mapping)).isEqualTo("Verge");
      assertThat(zeros(mapping, 0, 5 * PAGE + 100)).isTrue();
      assertThat(zeros(mapping, 5 * PAGE + 105, RESERVED)).isTrue();
    }
  }

  @Test
  void keepsWhatIsWrittenToItself() {
    MemoryImage image = image();
    try (PrivateMapping one = image.map(RESERVED);
        PrivateMapping other = image.map(RESERVED)) {
      one.memory().setString(5 * PAGE + 100, "mine");

      assertThat(text(other)).isEqualTo("Verge");
      try (PrivateMapping later = image.map(RESERVED)) {
        assertThat(text(later)).isEqualTo("Verge");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {FIRST, 40 * PAGE, RESERVED})
  void isAsAtFirstAfterARestore(long used) {
    try (PrivateMapping mapping = image().map(RESERVED)) {
      for (int round = 0; round < 3; round++) {
        for (long at = 0; at < used; at += 1000) {
          mapping.memory().set(ValueLayout.JAVA_BYTE, at, (byte) 1);
        }

        mapping.restore(FIRST, used);

        assertThat(text(mapping)).isEqualTo("Verge");
        assertThat(zeros(mapping, 0, 5 * PAGE + 100)).isTrue();
        assertThat(zeros(mapping, 5 * PAGE + 105, RESERVED)).isTrue();
      }
    }
  }

  @Test
  void holdsWhatItWroteAndOfMuchGrowthNothing() {
    try (PrivateMapping mapping = image().map(RESERVED)) {
      mapping.restore(FIRST, FIRST);
      assertThat(mapping.heldBytes()).isZero();

      mapping.memory().set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
      mapping.memory().set(ValueLayout.JAVA_BYTE, 5 * PAGE, (byte) 1);
      mapping.memory().set(ValueLayout.JAVA_BYTE, FIRST, (byte) 1);
      mapping.restore(FIRST, 2 * FIRST);
      assertThat(mapping.heldBytes()).isEqualTo(3 * PAGE);

      mapping.memory().asSlice(FIRST, RESERVED - FIRST).fill((byte) 1);
      mapping.restore(FIRST, RESERVED);
      assertThat(mapping.heldBytes()).isEqualTo(2 * PAGE);
    }
  }

  @Test
  void everyWayToLearnWhichPagesWereTouchedTellsTheSame() {
    LinuxCalls calls = new LinuxCalls();
    try (PrivateMapping mapping = image().map(RESERVED);
        TouchedPages scanned = TouchedPages.open(calls);
        TouchedPages read = TouchedPages.openReading(calls)) {
      for (long page : new long[] {0, 1, 4, 5, 9, 15, 16, 17, 1023, 1024, 1025, 4095}) {
        mapping.memory().set(ValueLayout.JAVA_BYTE, page * PAGE, (byte) 1);
      }

      assertThat(touched(scanned, mapping)).isEqualTo(touched(read, mapping));
      assertThat(touched(read, mapping)).startsWith("0-2 4-6 9-10 15-18 ");
    }
  }

  private static String touched(TouchedPages pages, PrivateMapping mapping) {
    StringBuilder text = new StringBuilder();
    pages.scan(
        mapping.memory().address(),
        RESERVED,
        (start, end) -> text.append("%d-%d ".formatted(start / PAGE, end / PAGE)));
    // Neighbours that one way tells together, the other may tell apart.
    return text.toString().replaceAll("-(\\d+) \\1-", "-");
  }

  @Test
  void anImageOfAMemoryHasAllOfIt() {
    try (PrivateMapping mapping = image().map(RESERVED)) {
      mapping.memory().setString(9 * PAGE, "initialised");
      MemoryImage taken = store.keep(mapping.memory().asSlice(0, FIRST));
      mapping.memory().setString(9 * PAGE, "overwritten");

      try (PrivateMapping other = taken.map(RESERVED)) {
        assertThat(other.memory().getString(9 * PAGE)).isEqualTo("initialised");
        assertThat(text(other)).isEqualTo("Verge");
      }
    }
  }

  @Test
  void anEmptyImageIsAllZeros() {
    try (PrivateMapping mapping = store.keep(List.of()).map(FIRST)) {
      assertThat(zeros(mapping, 0, FIRST)).isTrue();
      mapping.memory().fill((byte) 7);
      mapping.restore(FIRST, FIRST);
      assertThat(zeros(mapping, 0, FIRST)).isTrue();
    }
  }
}
