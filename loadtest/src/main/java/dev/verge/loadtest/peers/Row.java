package dev.verge.loadtest.peers;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * One figure of Verge beside one peer's. A key of the JSON document is a component's name.
 *
 * @param scope {@code http}, {@code process} or {@code start}
 * @param work what was asked for, such as {@code hello}
 * @param figure what was measured
 * @param peer whose figure stands beside Verge's
 * @param unit of {@code verge} and {@code theirs}
 * @param higherIsBetter whether more of the unit is better
 * @param verge Verge's values, by round
 * @param theirs the peer's, by round
 * @param ratio how many times better Verge did in a round: above 1 where it is ahead
 * @param ratios the same, in the order of the rounds
 * @param target what was aimed at; absent where nothing was
 * @param note what makes the two unlike; absent where nothing does
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Row(
    String scope,
    String work,
    String figure,
    String peer,
    String unit,
    boolean higherIsBetter,
    Spread verge,
    Spread theirs,
    Spread ratio,
    List<Double> ratios,
    Optional<Goal> target,
    Optional<String> note) {
  public Row {
    ratios = List.copyOf(ratios);
  }
}
