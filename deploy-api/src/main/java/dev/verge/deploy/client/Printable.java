package dev.verge.deploy.client;

/** Texts of strangers for a terminal. */
final class Printable {
  private Printable() {}

  /**
   * A text that moves no cursor and changes no colours: what would is shown as ?.
   *
   * @param text from a guest or a client
   */
  static String of(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}&&[^\\t]]", "?");
  }
}
