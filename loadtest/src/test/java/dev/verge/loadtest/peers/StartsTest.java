package dev.verge.loadtest.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.verge.loadtest.http.Reply.Answer;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StartsTest {
  private final Starts starts = new Starts();

  @Test
  void aStartAddsWhatItsMedianIsAboveThatOfWarmRequests() {
    add(StartLeg.WARM, 100, 100, 100, 100);
    add(StartLeg.COLD, 350, 350, 350, 350);

    assertThat(starts.adds(StartLeg.COLD).orElseThrow()).isCloseTo(250, within(1.0));
    assertThat(starts.adds(StartLeg.PREPARED)).isEmpty();
  }

  @Test
  void lessThanTheMediansUncertaintyCountsAsThat() {
    add(StartLeg.WARM, 1000, 2000, 3000, 4000);
    add(StartLeg.COLD, 1000, 1500, 2500, 4000);

    assertThat(starts.adds(StartLeg.COLD).orElseThrow())
        .as("a difference below zero")
        .isBetween(1000.0, 4000.0);
  }

  @Test
  void tooFewRequestsHaveNoMedian() {
    add(StartLeg.WARM, 100, 100, 100);
    add(StartLeg.COLD, 300, 300);

    assertThat(starts.adds(StartLeg.COLD)).isEmpty();
    assertThat(starts.firstByte(StartLeg.COLD)).isEmpty();
  }

  private void add(String kind, long... micros) {
    LongStream.of(micros)
        .map(us -> us * 1000)
        .forEach(ns -> starts.add(kind, new Answer(0, 0, ns, ns, 200, Optional.empty())));
  }
}
