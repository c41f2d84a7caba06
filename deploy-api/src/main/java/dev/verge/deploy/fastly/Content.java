package dev.verge.deploy.fastly;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The bytes of an entry or a secret: said in the project, or in a file that is read when needed.
 */
public sealed interface Content {
  /**
   * Said in the project. Not in {@link #toString}, since it may be a secret.
   *
   * @param text becomes its UTF-8
   */
  record Inline(String text) implements Content {
    static final Inline EMPTY = new Inline("");

    @Override
    public byte[] bytes() {
      return text.getBytes(UTF_8);
    }

    @Override
    public String toString() {
      return "Inline[" + text.length() + " characters]";
    }
  }

  /**
   * In a file, which existed when the project was read.
   *
   * @param path of the file
   */
  record InFile(Path path) implements Content {
    @Override
    public byte[] bytes() {
      try {
        return Files.readAllBytes(path);
      } catch (IOException e) {
        throw new FastlyProjectException("%s cannot be read: %s".formatted(path, e), e);
      }
    }
  }

  /**
   * All of it.
   *
   * @throws FastlyProjectException when the file cannot be read
   */
  byte[] bytes();
}
