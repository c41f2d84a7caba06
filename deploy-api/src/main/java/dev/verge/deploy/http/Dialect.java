package dev.verge.deploy.http;

/** How a part of the interface speaks whose words are a vendor's. */
public interface Dialect {
  /** What its paths begin with, such as {@code /vendor/}. */
  String prefix();

  /** The field of a request's head that is the access token. */
  String tokenField();

  /**
   * An error as the vendor's tools read it, to be written as JSON.
   *
   * @param title the same for every occurrence
   * @param detail this occurrence in words
   */
  Object error(String title, String detail);
}
