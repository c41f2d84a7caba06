package dev.verge.isolate.platform.logs;

import dev.verge.isolate.FunctionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * One function's lines on disk: a file that is appended to, and the one before it, kept until the
 * next is full. No handle stays open, so that a thousand quiet functions cost nothing. Not safe
 * without a lock of the caller's.
 */
final class LogFile {
  /** A file that would grow beyond is put aside first. */
  static final long MAX_BYTES = 4L << 20;

  private final Path current;
  private final Path old;

  /** A folder of the endpoints' own files. */
  private final Path endpoints;

  private LogFile(Path current, Path old, Path endpoints) {
    this.current = current;
    this.old = old;
    this.endpoints = endpoints;
  }

  private static LogFile in(Path folder, String name) {
    return new LogFile(
        folder.resolve(name + ".log"),
        folder.resolve(name + ".log.1"),
        folder.resolve(name + ".endpoints"));
  }

  /** The file of an endpoint, in a folder beside this one. */
  LogFile endpoint(String name) {
    return in(endpoints, URLEncoder.encode(name, StandardCharsets.UTF_8));
  }

  static LogFile of(Path directory, FunctionId function) {
    return in(directory.resolve(function.tenant()), function.name());
  }

  void append(byte[] lines) throws IOException {
    Files.createDirectories(current.getParent());
    if (Files.exists(current) && Files.size(current) + lines.length > MAX_BYTES) {
      Files.move(current, old, StandardCopyOption.REPLACE_EXISTING);
    }
    try (FileChannel channel =
        FileChannel.open(
            current,
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      channel.position(channel.size());
      if (torn(channel)) {
        writeFully(channel, new byte[] {'\n'});
      }
      writeFully(channel, lines);
    }
  }

  /** The newest lines, oldest first. */
  List<LogLine> tail(int most) throws IOException {
    List<LogLine> newestFirst = new ArrayList<>();
    collect(current, most, newestFirst);
    collect(old, most, newestFirst);
    return newestFirst.reversed();
  }

  /**
   * @throws UncheckedIOException when the files cannot be removed
   */
  void delete() {
    try {
      Files.deleteIfExists(current);
      Files.deleteIfExists(old);
      deleteEndpoints();
      Files.deleteIfExists(current.getParent());
    } catch (DirectoryNotEmptyException e) {
      // The tenant has other functions.
    } catch (IOException e) {
      throw new UncheckedIOException("The log " + current + " cannot be removed", e);
    }
  }

  private void deleteEndpoints() throws IOException {
    if (Files.isDirectory(endpoints)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(endpoints)) {
        for (Path file : files) {
          Files.deleteIfExists(file);
        }
      }
      Files.deleteIfExists(endpoints);
    }
  }

  /** Whether the last line was cut off, as when a machine stops or a disk is full. */
  private static boolean torn(FileChannel channel) throws IOException {
    ByteBuffer last = ByteBuffer.allocate(1);
    return channel.size() > 0 && channel.read(last, channel.size() - 1) == 1 && last.get(0) != '\n';
  }

  private static void writeFully(FileChannel channel, byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      channel.write(left);
    }
  }

  private static void collect(Path file, int most, List<LogLine> newestFirst) throws IOException {
    if (newestFirst.size() >= most) {
      return;
    }
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return;
    }
    int end = bytes.length;
    for (int i = bytes.length - 1; i >= -1 && newestFirst.size() < most; i--) {
      if (i == -1 || bytes[i] == '\n') {
        LogJson.decode(bytes, i + 1, end - i - 1).ifPresent(newestFirst::add);
        end = i;
      }
    }
  }
}
