package dev.verge.deploy.manifest;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Minutes that come again and again, in UTC: five fields as those of Unix' cron. When days of the
 * month and days of the week are both given, either is enough. Immutable.
 */
public final class CronSchedule {
  private static final int MAX_CHARS = 100;

  private final String text;

  /** Either when it comes, or why that is not known. */
  private final Optional<ExecutionTime> times;

  private final Optional<String> error;

  private CronSchedule(String text, Optional<ExecutionTime> times, Optional<String> error) {
    this.text = text;
    this.times = times;
    this.error = error;
  }

  /**
   * Reads a schedule.
   *
   * @throws IllegalArgumentException when it is none; the message says why
   */
  public static CronSchedule parse(String text) {
    // With bars the library reads several at once, which is more than cron has.
    if (text.length() > MAX_CHARS || text.indexOf('|') >= 0) {
      throw new IllegalArgumentException(
          "It has more than %d characters, or a bar.".formatted(MAX_CHARS));
    }
    CronParser parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
    return new CronSchedule(
        text, Optional.of(ExecutionTime.forCron(parser.parse(text))), Optional.empty());
  }

  /**
   * Reads a schedule that was accepted once: one that can be read no more, since what reads it has
   * become stricter, never comes.
   */
  static CronSchedule stored(String text) {
    try {
      return parse(text);
    } catch (IllegalArgumentException e) {
      return new CronSchedule(text, Optional.empty(), Optional.of(String.valueOf(e.getMessage())));
    }
  }

  /** As it was written. */
  public String text() {
    return text;
  }

  /** Whether a minute is one of them. */
  public boolean matches(Instant minute) {
    return times.filter(known -> known.isMatch(minute.atZone(ZoneOffset.UTC))).isPresent();
  }

  /** The next of them; empty when there will be none, as on the 30th of February. */
  public Optional<Instant> next(Instant after) {
    return times
        .flatMap(known -> known.nextExecution(after.atZone(ZoneOffset.UTC)))
        .map(time -> time.toInstant());
  }

  /** Why it never comes, when it is one that cannot be read any more. */
  public Optional<String> error() {
    return error;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CronSchedule schedule && schedule.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
