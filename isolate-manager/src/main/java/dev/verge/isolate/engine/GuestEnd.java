package dev.verge.isolate.engine;

import java.util.List;

/** How a call into a guest ended. */
public sealed interface GuestEnd {
  /** Whether the isolate may make another instance after this end. */
  default boolean isolateIsSound() {
    return switch (this) {
      case Returned ignored -> true;
      case Exited ignored -> true;
      case Trapped ignored -> true;
      case HostcallFailed ignored -> true;
      case StackExhausted ignored -> false;
      case OutOfMemory ignored -> false;
      case Interrupted ignored -> false;
    };
  }

  /**
   * The guest's function returned.
   *
   * @param code its result when it has one of type {@code i32}, else 0
   */
  record Returned(int code) implements GuestEnd {}

  /**
   * The guest asked to end.
   *
   * @param code what it gave {@link GuestExitException}
   */
  record Exited(int code) implements GuestEnd {}

  /**
   * The guest broke a rule of WebAssembly.
   *
   * @param message the rule, in the engine's words
   * @param frames names of the guest's functions, innermost first; as far as the module has names
   */
  record Trapped(String message, List<String> frames) implements GuestEnd {}

  /** The guest's calls nested too deep. */
  record StackExhausted() implements GuestEnd {}

  /** A {@link MemoryAccount} refused growth, or this JVM's heap could not hold it. */
  record OutOfMemory() implements GuestEnd {}

  /** {@link Isolate#interrupt} ended it, or its thread was interrupted while it waited. */
  record Interrupted() implements GuestEnd {}

  /**
   * A hostcall threw something of its own.
   *
   * @param cause what it threw
   */
  record HostcallFailed(Throwable cause) implements GuestEnd {}
}
