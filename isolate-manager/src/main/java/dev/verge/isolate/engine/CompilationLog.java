package dev.verge.isolate.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts compilations by module, from the lines that the engine logs of each with the option {@code
 * engine.TraceCompilationDetails}: the only public word of what its compiler does. Everything else
 * that the engine logs goes on to this process's log. Called on the engine's threads and on
 * guests'.
 */
final class CompilationLog extends Handler {
  private static final Logger LOG = LoggerFactory.getLogger(GuestEngine.class);

  /** Of so many modules the counts are kept; what was used longest ago goes first. */
  private static final int MOST_MODULES = 10_000;

  private static final String PREFIX = "opt ";
  private static final int EVENT_CHARACTERS = 6;

  private static final Compilations QUEUED = new Compilations(1, 0, 0);
  private static final Compilations FINISHED = new Compilations(0, 1, 0);
  private static final Compilations DROPPED = new Compilations(0, 0, 1);
  private static final Map<String, Compilations> COUNTED =
      Map.of("queued", QUEUED, "done  ", FINISHED, "failed", DROPPED, "unque.", DROPPED);

  /**
   * Before the name of the module. The last one counts: a guest names its functions as it likes.
   */
  private static final String SOURCE = "|Src ";

  private final Cache<String, Compilations> byModule =
      Caffeine.newBuilder().maximumSize(MOST_MODULES).executor(Runnable::run).build();

  /** What was counted for a module of a name. */
  Compilations of(String module) {
    return Optional.ofNullable(byModule.getIfPresent(module)).orElse(Compilations.NONE);
  }

  @Override
  public void publish(LogRecord line) {
    String text = line.getMessage();
    if (text.startsWith(PREFIX) && text.length() > PREFIX.length() + EVENT_CHARACTERS) {
      String event = text.substring(PREFIX.length(), PREFIX.length() + EVENT_CHARACTERS);
      Optional.ofNullable(COUNTED.get(event)).ifPresent(one -> count(text, one));
    } else if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
      LOG.warn("{}", text, line.getThrown());
    } else {
      LOG.info("{}", text);
    }
  }

  /** Such as {@code |Src demo/hello@1:1 0x5d4bd64e}; {@code n/a} for what is no guest's. */
  private void count(String text, Compilations one) {
    int begin = text.lastIndexOf(SOURCE) + SOURCE.length();
    int end = text.indexOf(':', begin);
    if (begin >= SOURCE.length() && end > begin) {
      byModule.asMap().merge(text.substring(begin, end), one, Compilations::plus);
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
