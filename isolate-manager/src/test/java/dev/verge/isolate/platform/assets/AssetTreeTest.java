package dev.verge.isolate.platform.assets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AssetTreeTest {
  @TempDir Path directory;

  @Test
  void filesAndDirectoriesComeBackWithContentsTimesAndNumbersOfTheirOwn() {
    byte[] large = new byte[300_000];
    new Random(1).nextBytes(large);
    AssetTree tree =
        Archive.tree(
            directory,
            zip ->
                zip.file("index.html", "<p>hi</p>")
                    .directory("empty")
                    .file("css/site.css", "a{}")
                    .file("css/deep/er/x.bin", large)
                    .file("Index.html", "")
                    .file("grüße.txt", "ß"));

    assertThat(names(tree.root()))
        .containsExactly("Index.html", "css", "empty", "grüße.txt", "index.html");
    AssetFile index = file(tree, "index.html");
    assertThat(contents(index)).isEqualTo("<p>hi</p>".getBytes(StandardCharsets.UTF_8));
    assertThat(index.modified()).isEqualTo(Archive.MODIFIED);
    assertThat(contents(file(tree, "css", "deep", "er", "x.bin"))).isEqualTo(large);
    assertThat(file(tree, "Index.html").size()).isZero();
    assertThat(contents(file(tree, "grüße.txt"))).hasSize(2);
    assertThat(tree.root().id()).isEqualTo(1);
    Set<Long> ids = new HashSet<>();
    collect(tree.root(), ids);
    assertThat(ids).hasSize(10);
  }

  @Test
  void aFileIsReadFromAnyPosition() {
    AssetFile file = file(Archive.tree(directory, zip -> zip.file("a", "0123456789")), "a");
    byte[] target = new byte[6];

    assertThat(file.read(7, target, 1, 5)).isEqualTo(3);
    assertThat(target).isEqualTo(new byte[] {0, '7', '8', '9', 0, 0});
    assertThat(file.read(2, target, 0, 2)).isEqualTo(2);
    assertThat(file.read(10, target, 0, 1)).isZero();
    assertThat(file.read(Long.MAX_VALUE, target, 0, 1)).isZero();
  }

  @Test
  void aTreeStaysReadableWhenItsDirectoryIsDeleted() throws IOException {
    AssetTree tree = Archive.tree(directory, zip -> zip.file("a", "still here"));
    Files.delete(directory.resolve("unpacked/assets.zip"));
    assertThat(new String(contents(file(tree, "a")), StandardCharsets.UTF_8))
        .isEqualTo("still here");
  }

  @Test
  void anEmptyArchiveIsAnEmptyTree() {
    assertThat(Archive.tree(directory, zip -> {}).root().entries()).isEmpty();
    assertThat(AssetTree.EMPTY.root().entries()).isEmpty();
    assertThat(AssetTree.EMPTY.root().modified()).isEqualTo(Instant.EPOCH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "../up",
        "a/../../up",
        "a/..",
        "./a",
        "a/./b",
        "a//b",
        "//a",
        "a/b\\c",
        "a\\..\\b",
        "nul\0character",
        "/"
      })
  void aNameThatDoesNotSimplyLeadDownIsRefused(String name) {
    assertRefused(zip -> zip.file("fine", "").file(name, "x"), "The entry \"");
  }

  @Test
  void namesThatAreTooLongOrTooDeepAreRefused() {
    assertRefused(zip -> zip.file("ä".repeat(128), ""), "longer than 255 bytes");
    assertRefused(zip -> zip.file("abcdefghi/".repeat(103) + "x", ""), "longer than 1024 bytes");
    assertRefused(zip -> zip.file("a/".repeat(32) + "x", ""), "more than 32 names deep");
  }

  @Test
  void linksAreRefused() {
    assertRefused(zip -> zip.link("innocent", "/etc/passwd"), "\"innocent\" is a link");
  }

  @Test
  void oneNameForTwoThingsIsRefused() {
    assertRefused(zip -> zip.file("a", "1").file("a", "2"), "\"a\" stands for two things");
    assertRefused(zip -> zip.file("a", "1").file("a/b", "2"), "\"a/b\" stands for two things");
    assertRefused(zip -> zip.file("a/b", "1").file("a", "2"), "\"a\" stands for two things");
    assertRefused(zip -> zip.file("a", "1").directory("a"), "\"a/\" stands for two things");
  }

  @Test
  void aDirectoryMayBeNamedBeforeOrAfterWhatLiesInIt() {
    AssetTree tree =
        Archive.tree(
            directory, zip -> zip.directory("a").file("a/x", "").file("b/y", "").directory("b"));
    assertThat(names(tree.root())).containsExactly("a", "b");
  }

  @Test
  void tooManyFilesAreRefused() {
    assertRefused(
        zip -> {
          for (int i = 0; i <= AssetTree.MAX_ENTRIES; i++) {
            zip.file("f" + i, "");
          }
        },
        "has 10001 entries; the most is 10000");
  }

  @Test
  void directoriesThatNoEntryNamesCountToo() {
    assertRefused(
        zip -> {
          for (int i = 0; i < 500; i++) {
            zip.file("d" + i + "/" + "a/".repeat(29) + "x", "");
          }
        },
        "more than 10000 files and directories");
  }

  @Test
  void bytesAreCountedAsTheyComeOutSoThatABombIsRefused() {
    byte[] zeros = new byte[1 << 20];
    assertRefused(
        zip -> {
          for (int i = 0; i <= AssetTree.MAX_BYTES >> 20; i++) {
            zip.file("f" + i, zeros);
          }
        },
        "unpacks to more than 268435456 bytes");
  }

  @Test
  void whatIsNoArchiveIsRefused() throws IOException {
    Path upload = directory.resolve("upload.zip");
    Files.writeString(upload, "PK but not really a ZIP archive");
    assertRefused(upload, "not a readable ZIP archive");
    Files.write(upload, new byte[0]);
    assertRefused(upload, "not a readable ZIP archive");
  }

  @Test
  void aChangedByteInAFileIsFoundByItsChecksum() throws IOException {
    Path upload = directory.resolve("upload.zip");
    try (Archive archive = Archive.create(upload)) {
      archive.file("a", "contents that do not compress well: qwertzuiop");
    }
    long place;
    try (ZipFile zip = ZipFile.builder().setPath(upload).get()) {
      place = zip.getEntry("a").getDataOffset() + 10;
    }
    try (RandomAccessFile file = new RandomAccessFile(upload.toFile(), "rw")) {
      file.seek(place);
      int value = file.read();
      file.seek(place);
      file.write(value ^ 0x01);
    }
    assertRefused(upload, "\"a\"");
  }

  @Test
  void damagedArchivesAreRefusedAndNothingElseHappens() throws IOException {
    Path upload = directory.resolve("upload.zip");
    try (Archive archive = Archive.create(upload)) {
      archive.file("a", "some text, some text").directory("d").file("d/b", "more");
    }
    byte[] good = Files.readAllBytes(upload);
    Random random = new Random(42);
    for (int round = 0; round < 200; round++) {
      byte[] bad = good.clone();
      for (int i = 0; i < 3; i++) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      Files.write(upload, round % 5 == 0 ? Arrays.copyOf(bad, random.nextInt(bad.length)) : bad);
      Path target = directory.resolve("round" + round);
      try {
        AssetTree.unpack(upload, target);
        AssetTree.open(target);
      } catch (AssetsRefusedException e) {
        assertThat(target).doesNotExist();
      }
    }
  }

  @Test
  void anExistingDirectoryIsNotWrittenTo() {
    Path upload = directory.resolve("upload.zip");
    Archive.create(upload).file("a", "").close();
    assertThatThrownBy(() -> AssetTree.unpack(upload, directory))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(upload).exists();
  }

  @Test
  void aMissingOrDamagedDirectoryIsToldApartFromABadUpload() throws IOException {
    assertThatThrownBy(() -> AssetTree.open(directory.resolve("nowhere")))
        .isInstanceOf(AssetsUnreadableException.class)
        .hasMessageContaining("upload the version again");
    Archive.tree(directory, zip -> zip.file("a", "some contents"));
    Path pack = directory.resolve("unpacked/assets.zip");
    byte[] bytes = Files.readAllBytes(pack);
    Files.write(pack, Arrays.copyOf(bytes, bytes.length - 30));
    assertThatThrownBy(() -> AssetTree.open(directory.resolve("unpacked")))
        .isInstanceOf(AssetsUnreadableException.class);
  }

  private void assertRefused(Consumer<Archive> contents, String message) {
    Path upload = directory.resolve("upload.zip");
    try (Archive archive = Archive.create(upload)) {
      contents.accept(archive);
    }
    assertRefused(upload, message);
  }

  private void assertRefused(Path upload, String message) {
    Path target = directory.resolve("unpacked");
    assertThatThrownBy(() -> AssetTree.unpack(upload, target))
        .isInstanceOf(AssetsRefusedException.class)
        .hasMessageContaining(message);
    assertThat(target).doesNotExist();
  }

  private static List<String> names(AssetDirectory directory) {
    return directory.entries().stream().map(AssetDirectory.Entry::name).toList();
  }

  private static void collect(AssetNode node, Set<Long> ids) {
    assertThat(ids.add(node.id())).isTrue();
    if (node instanceof AssetDirectory directory) {
      directory.entries().forEach(entry -> collect(entry.node(), ids));
    }
  }

  private static AssetFile file(AssetTree tree, String... path) {
    AssetNode node = tree.root();
    for (String name : path) {
      node = ((AssetDirectory) node).child(name).orElseThrow();
    }
    return (AssetFile) node;
  }

  private static byte[] contents(AssetFile file) {
    byte[] bytes = new byte[(int) file.size()];
    assertThat(file.read(0, bytes, 0, bytes.length)).isEqualTo(bytes.length);
    return bytes;
  }
}
