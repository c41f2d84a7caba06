package dev.verge.deploy.http;

/** The documents of what is followed. */
interface Wording<T> {
  /** Of one item. */
  Object of(T item);

  /** Of items that this reader does not get any more. */
  Object missed(long items);
}
