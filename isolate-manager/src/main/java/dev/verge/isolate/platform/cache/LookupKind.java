package dev.verge.isolate.platform.cache;

/** What a lookup is for, and so what it waits for. */
enum LookupKind {
  /** A fresh object, or else the obligation to fetch one: waits for whoever has it. */
  FETCH,
  /** The obligation, even when there is a fresh object: waits for whoever has it. */
  REPLACE_IN_TURN,
  /** The obligation, at once; nobody finds the old object any more. */
  REPLACE_BY_FORCE,
  /** The right to insert, at once, beside whoever else inserts. */
  REPLACE_AT_ONCE
}
