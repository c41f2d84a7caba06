package dev.verge.loadtest.peers;

import java.math.BigDecimal;

/** What a figure is to be: a ratio to the peer's, or an amount of Verge's own. */
sealed interface Aim {
  /** Looks whether it was reached. */
  Goal judge(Spread verge, Spread ratio);

  /** At least so many times better than the peer. */
  record Ratio(double least) implements Aim {
    @Override
    public Goal judge(Spread verge, Spread ratio) {
      return new Goal("ratio ≥ " + plain(least), ratio.median() >= least);
    }
  }

  /** Verge's own figure, whatever the peer's is. */
  record AtMost(double most, String unit) implements Aim {
    @Override
    public Goal judge(Spread verge, Spread ratio) {
      return new Goal("≤ " + plain(most) + " " + unit, verge.median() <= most);
    }
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }
}
