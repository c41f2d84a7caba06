package dev.verge.isolate.platform.http;

/** A version of HTTP. */
public enum HttpVersion {
  HTTP_09("HTTP/0.9"),
  HTTP_10("HTTP/1.0"),
  HTTP_11("HTTP/1.1"),
  HTTP_2("HTTP/2.0"),
  HTTP_3("HTTP/3.0");

  private final String text;

  HttpVersion(String text) {
    this.text = text;
  }

  /**
   * The version that a text such as {@code HTTP/1.1} or {@code HTTP/2} names; HTTP/1.1 when it
   * names none of these.
   */
  public static HttpVersion of(String text) {
    for (HttpVersion version : values()) {
      if (version.text.equals(text) || version.text.equals(text + ".0")) {
        return version;
      }
    }
    return HTTP_11;
  }

  @Override
  public String toString() {
    return text;
  }
}
