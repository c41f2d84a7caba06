package dev.verge.isolate.module;

import java.util.ArrayList;
import java.util.List;

/**
 * What made a module, as its toolchain says in the custom section {@code producers} (WebAssembly
 * tool conventions, "Producers Section"). Anybody can write anything there: it is cut to bounds,
 * and characters that a terminal would obey are replaced.
 *
 * @param language source languages, at most {@value #MOST_TOOLS}
 * @param processedBy compilers and linkers, as many
 * @param sdk what the author used it through, as many
 */
public record Producers(List<Tool> language, List<Tool> processedBy, List<Tool> sdk) {
  /** What a module without the section has. */
  public static final Producers NONE = new Producers(List.of(), List.of(), List.of());

  private static final String SECTION = "producers";
  private static final int MOST_TOOLS = 16;
  private static final int MOST_CHARACTERS = 100;

  public Producers {
    language = List.copyOf(language);
    processedBy = List.copyOf(processedBy);
    sdk = List.copyOf(sdk);
  }

  /**
   * A language or a program.
   *
   * @param name at most {@value #MOST_CHARACTERS} characters
   * @param version as long; empty when it is not said
   */
  public record Tool(String name, String version) {
    public Tool {
      name = shown(name);
      version = shown(version);
    }
  }

  /** Reads the section; a malformed one is as good as none, since nothing depends on it. */
  public static Producers read(byte[] binary) {
    try {
      for (Section section : Sections.of(binary)) {
        if (section.id() == Section.CUSTOM) {
          BinaryCursor cursor = section.open(binary);
          if (cursor.name().equals(SECTION)) {
            return read(cursor);
          }
        }
      }
    } catch (ModuleFormatException e) {
      return NONE;
    }
    return NONE;
  }

  private static Producers read(BinaryCursor cursor) {
    List<Tool> language = new ArrayList<>();
    List<Tool> processedBy = new ArrayList<>();
    List<Tool> sdk = new ArrayList<>();
    for (int left = cursor.count(); left > 0; left--) {
      switch (cursor.name()) {
        case "language" -> readTools(cursor, language);
        case "processed-by" -> readTools(cursor, processedBy);
        case "sdk" -> readTools(cursor, sdk);
        default -> readTools(cursor, new ArrayList<>());
      }
    }
    return new Producers(language, processedBy, sdk);
  }

  private static void readTools(BinaryCursor cursor, List<Tool> tools) {
    for (int left = cursor.count(); left > 0; left--) {
      Tool tool = new Tool(cursor.name(), cursor.name());
      if (tools.size() < MOST_TOOLS) {
        tools.add(tool);
      }
    }
  }

  private static String shown(String text) {
    String cut =
        text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS - 1) + "…" : text;
    return cut.replaceAll("\\p{C}", "?");
  }
}
