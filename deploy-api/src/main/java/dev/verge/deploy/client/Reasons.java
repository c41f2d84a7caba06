package dev.verge.deploy.client;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** Says in words why reading or writing failed; the JDK's messages are often only a path. */
final class Reasons {
  private Reasons() {}

  static String of(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "it does not exist";
      case AccessDeniedException _ -> "access is denied";
      case FileSystemLoopException _ -> "its symbolic links go round in a circle";
      case FileSystemException file when file.getReason() != null -> file.getReason();
      default ->
          Optional.ofNullable(e.getMessage())
              .filter(message -> !message.isBlank())
              .orElseGet(() -> e.getClass().getSimpleName());
    };
  }
}
