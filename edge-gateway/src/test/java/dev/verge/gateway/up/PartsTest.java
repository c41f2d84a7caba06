package dev.verge.gateway.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartsTest {
  @Test
  void partsCloseInTheOppositeOrderEvenWhenOneFails() {
    List<String> closed = new ArrayList<>();
    Parts parts = new Parts();
    parts.add(() -> closed.add("first"));
    parts.add(
        () -> {
          throw new IllegalStateException("stuck");
        });
    parts.add(() -> closed.add("third"));

    assertThatThrownBy(parts::close).isInstanceOf(UpException.class).hasMessageContaining("stuck");
    assertThat(closed).containsExactly("third", "first");
  }
}
