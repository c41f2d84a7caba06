package dev.verge.loadtest.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkshopTest {
  @TempDir private Path root;

  @Test
  void aUnitThatCannotBeBuiltHasAReasonAndIsNotTriedAgain() throws IOException {
    script("echo tried >>\"$2/tries\"; echo 'cargo is not on PATH'; exit 1");
    var workshop = new Workshop(root, root.resolve("built"), root.resolve("logs"));

    assertThat(workshop.problem("viceroy")).hasValueSatisfying(WorkshopTest::saysWhy);
    assertThat(workshop.problem("viceroy")).hasValueSatisfying(WorkshopTest::saysWhy);
    assertThat(root.resolve("built/tries")).content().isEqualTo("tried\n");
    assertThat(workshop.version("viceroy")).isEmpty();
  }

  @Test
  void aUnitThatWasBuiltTellsItsVersion() throws IOException {
    script("mkdir -p \"$2/$3\"; echo 1.2.3 >\"$2/$3/version\"");
    var workshop = new Workshop(root, root.resolve("built"), root.resolve("logs"));

    assertThat(workshop.problem("workerd")).isEmpty();
    assertThat(workshop.version("workerd")).contains("1.2.3");
  }

  private static void saysWhy(String reason) {
    assertThat(reason).contains("could not be built", "cargo is not on PATH");
  }

  private void script(String lines) throws IOException {
    Path build = root.resolve("loadtest/peers/build");
    Files.createDirectories(build.getParent());
    Files.writeString(build, "#!/bin/sh\n" + lines + "\n");
    Files.setPosixFilePermissions(build, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
