package dev.verge.deploy.http;

import java.util.regex.Pattern;

/** What a note of an author's may be: a text, perhaps of several lines. */
public final class Notes {
  public static final int MOST_CHARACTERS = 1000;

  /** Line ends and tabs are good in a text. */
  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}&&[^\r\n\t]]");

  private Notes() {}

  /** Whether this may be one. */
  public static boolean allow(String text) {
    return text.length() <= MOST_CHARACTERS && !CONTROLS.matcher(text).find();
  }
}
