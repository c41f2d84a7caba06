package dev.verge.deploy.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssetsZipTest {
  @TempDir Path folder;

  @Test
  void everyFileIsPackedUnderItsPath() throws IOException {
    Files.createDirectories(folder.resolve("css/deep"));
    Files.writeString(folder.resolve("index.html"), "home");
    Files.writeString(folder.resolve("css/deep/site.css"), "body {}");

    try (AssetsZip assets = AssetsZip.of(folder);
        ZipFile zip = new ZipFile(assets.file().toFile())) {
      assertThat(zip.stream().map(ZipEntry::getName))
          .containsExactly("css/deep/site.css", "index.html");
      assertThat(zip.getInputStream(zip.getEntry("css/deep/site.css")).readAllBytes())
          .isEqualTo("body {}".getBytes(UTF_8));
    }
  }

  @Test
  void theSameFilesMakeTheSameBytes() throws IOException {
    Path file = Files.writeString(folder.resolve("index.html"), "home");
    byte[] before;
    try (AssetsZip assets = AssetsZip.of(folder)) {
      before = Files.readAllBytes(assets.file());
    }
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));

    try (AssetsZip assets = AssetsZip.of(folder)) {
      assertThat(Files.readAllBytes(assets.file())).isEqualTo(before);
    }
  }

  @Test
  void theTemporaryFileIsGoneAfterwards() {
    AssetsZip assets = AssetsZip.of(folder);
    assets.close();

    assertThat(assets.file()).doesNotExist();
  }

  @Test
  void linksThatGoRoundAreRefused() throws IOException {
    Files.createSymbolicLink(folder.resolve("again"), folder);

    assertThatThrownBy(() -> AssetsZip.of(folder))
        .isInstanceOf(ClientException.class)
        .hasMessageContaining("go round in a circle");
  }
}
