package dev.verge.isolate.module;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.isolate.testing.Wat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentMergerTest {
  @Test
  void neighboursBecomeOneWithTheZerosBetweenThem() {
    assertThat(merged("(data (i32.const 100) \"ab\") (data (i32.const 104) \"cd\")"))
        .containsExactly("100:ab\0\0cd");
  }

  @Test
  void segmentsFarApartStayApart() {
    assertThat(merged("(data (i32.const 8) \"ab\") (data (i32.const 5000) \"cd\")"))
        .containsExactly("8:ab", "5000:cd");
  }

  @Test
  void theOrderInTheBinaryDoesNotMatterWhileNothingOverlaps() {
    assertThat(merged("(data (i32.const 4) \"a\") (data (i32.const 2) \"b\")"))
        .containsExactly("2:b\0a");
  }

  @Test
  void theDataCountFollows() {
    byte[] binary =
        Wat.compile(
            "(module (memory 1) (data (i32.const 0) \"a\") (data (i32.const 1) \"b\")"
                + " (func (memory.fill (i32.const 0) (i32.const 0) (i32.const 1))))");

    // wat2wasm writes a count only for modules that name segments; one is put in by hand.
    byte[] counted = withDataCount(binary, 2);
    assertThat(segments(SegmentMerger.merge(counted))).containsExactly("0:ab");
    assertThat(dataCount(SegmentMerger.merge(counted))).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(data (i32.const 0) \"aa\") (data (i32.const 1) \"b\")",
        "(data (i32.const 0) \"a\") (data \"passive\")",
        "(data (i32.const 0) \"a\") (data (i32.const 1) \"b\") (func (data.drop 0))",
        "(data (i32.const 0) \"a\")",
      })
  void whatMergingCouldChangeStaysAsItIs(String fields) {
    byte[] binary = Wat.compile("(module (memory 1) " + fields + ")");

    assertThat(SegmentMerger.merge(binary)).isSameAs(binary);
  }

  private static List<String> merged(String fields) {
    return segments(SegmentMerger.merge(Wat.compile("(module (memory 1) " + fields + ")")));
  }

  private static List<String> segments(byte[] binary) {
    List<String> found = new ArrayList<>();
    for (Section section : Sections.of(binary)) {
      if (section.id() == Section.DATA) {
        BinaryCursor cursor = section.open(binary);
        for (int left = cursor.count(); left > 0; left--) {
          cursor.u32();
          cursor.u8();
          int offset = cursor.s32();
          cursor.u8();
          int length = cursor.count();
          found.add(
              offset
                  + ":"
                  + new String(binary, cursor.position(), length, StandardCharsets.US_ASCII));
          cursor.skip(length);
        }
      }
    }
    return found;
  }

  private static byte[] withDataCount(byte[] binary, int count) {
    for (Section section : Sections.of(binary)) {
      if (section.id() == Section.CODE) {
        byte[] inserted = {Section.DATA_COUNT, 1, (byte) count};
        byte[] result = new byte[binary.length + inserted.length];
        System.arraycopy(binary, 0, result, 0, section.start());
        System.arraycopy(inserted, 0, result, section.start(), inserted.length);
        System.arraycopy(
            binary,
            section.start(),
            result,
            section.start() + inserted.length,
            binary.length - section.start());
        return result;
      }
    }
    throw new IllegalArgumentException("no code section");
  }

  private static long dataCount(byte[] binary) {
    for (Section section : Sections.of(binary)) {
      if (section.id() == Section.DATA_COUNT) {
        return section.open(binary).u32();
      }
    }
    throw new IllegalArgumentException("no data count section");
  }
}
