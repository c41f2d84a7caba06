package dev.verge.isolate.pool;

/** How serving one exchange ended. */
public sealed interface Outcome {
  /** The response was finished. */
  record Served() implements Outcome {}

  /** It was not; whoever lent the exchange answers, or cuts the connection if the head is out. */
  record Failed(Fault fault) implements Outcome {}
}
