package dev.verge.deploy.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Values that are given to commands. */
final class Given {
  private Given() {}

  /**
   * A file's content, or what stands on standard input.
   *
   * @param most larger ones are not read, in bytes
   */
  static byte[] bytes(Optional<Path> file, int most) {
    try {
      byte[] bytes =
          file.isPresent()
              ? Files.readAllBytes(bounded(file.get(), most))
              : System.in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw tooLarge(most);
      }
      return bytes;
    } catch (IOException e) {
      throw new ClientException(
          "%s cannot be read: %s"
              .formatted(file.map(Path::toString).orElse("Standard input"), Reasons.of(e)),
          e);
    }
  }

  private static Path bounded(Path file, int most) throws IOException {
    if (Files.size(file) > most) {
      throw tooLarge(most);
    }
    return file;
  }

  private static ClientException tooLarge(int most) {
    return new ClientException("The value has more than the %d bytes that fit.".formatted(most));
  }

  /** A name and what it stands for. */
  record Pair(String name, String value) {}

  /**
   * Splits {@code NAME=VALUE}.
   *
   * @throws ParameterException when there is no equals sign behind at least one character
   */
  static Pair pair(CommandSpec spec, String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new ParameterException(
          spec.commandLine(), "\"%s\" must look like NAME=VALUE.".formatted(Printable.of(text)));
    }
    return new Pair(text.substring(0, equals), text.substring(equals + 1));
  }
}
