package dev.verge.gateway.up;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Locale;
import java.util.Optional;

/**
 * Log lines on standard output, as text or as JSON. Logback finds this through its service file
 * when the first logger is made; in code rather than in XML, whose parser costs a start more than
 * all other logging.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class ConsoleLog extends ContextAwareBase implements Configurator {
  private static final String FORMAT = "verge.log.format";
  private static final String LEVEL = "verge.log.level";
  private static final String ERRORS = "verge.log.errors";
  private static final String TEXT_PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0}: %msg %kvp%n%ex";

  /**
   * Says how the platform's own log looks. Works only before the process's first logger is made.
   *
   * @param errors whether it goes to standard error, which leaves standard output to functions
   */
  public static void configure(LogFormat format, LogLevel level, boolean errors) {
    System.setProperty(FORMAT, format.name());
    System.setProperty(LEVEL, level.name());
    System.setProperty(ERRORS, Boolean.toString(errors));
  }

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (property(FORMAT).isEmpty()) {
      // Not `up`: a test, which brings logback-test.xml.
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setName("console");
    console.setTarget(Boolean.getBoolean(ERRORS) ? "System.err" : "System.out");
    console.setEncoder(encoder(context));
    console.start();
    ch.qos.logback.classic.Logger root =
        context.getLogger(ch.qos.logback.classic.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.toLevel(property(LEVEL).orElse("INFO")));
    root.addAppender(console);
    // What these have to say at INFO is about themselves.
    context.getLogger("io.netty").setLevel(Level.WARN);
    context.getLogger("io.vertx").setLevel(Level.WARN);
    // What backends do wrong is told in the function's log; here they could fill the disk with it.
    context.getLogger("io.vertx.core.net.impl.ConnectionBase").setLevel(Level.OFF);
    context.getLogger("io.vertx.core.http.impl.HttpClientConnection").setLevel(Level.OFF);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static Encoder<ILoggingEvent> encoder(LoggerContext context) {
    Encoder<ILoggingEvent> encoder =
        property(FORMAT).equals(Optional.of(LogFormat.JSON.name())) ? json() : text();
    encoder.setContext(context);
    encoder.start();
    return encoder;
  }

  private static Encoder<ILoggingEvent> text() {
    PatternLayoutEncoder text = new PatternLayoutEncoder();
    text.setPattern(TEXT_PATTERN);
    return text;
  }

  private static Encoder<ILoggingEvent> json() {
    JsonEncoder json = new JsonEncoder();
    json.setWithSequenceNumber(false);
    json.setWithNanoseconds(false);
    json.setWithContext(false);
    json.setWithMessage(false);
    json.setWithArguments(false);
    json.setWithFormattedMessage(true);
    return json;
  }

  private static Optional<String> property(String name) {
    return Optional.ofNullable(System.getProperty(name)).map(text -> text.toUpperCase(Locale.ROOT));
  }
}
