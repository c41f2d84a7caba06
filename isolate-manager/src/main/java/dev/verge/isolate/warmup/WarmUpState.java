package dev.verge.isolate.warmup;

import java.util.Locale;

/** How far a warm-up is. */
public enum WarmUpState {
  /** Others come first. */
  PENDING,
  /** The guest is being exercised. */
  RUNNING,
  /** The guest's hot functions are compiled. */
  DONE,
  /** The budget ended before. */
  BUDGET,
  /** It was ended before its time: nobody needs it any more, or there was no memory for it. */
  STOPPED;

  /** Whether there is nothing more to come. */
  public boolean ended() {
    return this != PENDING && this != RUNNING;
  }

  /** As in documents, such as {@code pending}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
