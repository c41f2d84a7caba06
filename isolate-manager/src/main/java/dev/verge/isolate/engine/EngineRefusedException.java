package dev.verge.isolate.engine;

/** The engine could not parse, validate or link a module; the message is the engine's own. */
public final class EngineRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EngineRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
