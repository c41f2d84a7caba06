package dev.verge.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.verge.gateway.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The system's store of each kind of Linux, in a folder that stands for the file system. */
@EnabledOnOs(OS.LINUX)
class TrustStoresTest {
  private static final Path DEBIANS = Path.of("/usr/sbin/update-ca-certificates");
  private static final String FILE = "verge-local-authority.crt";
  @TempDir Path folder;
  private Path root;
  private Path programs;

  @BeforeEach
  void prepare() throws IOException {
    root = Files.createDirectory(folder.resolve("root"));
    programs = Files.createDirectory(folder.resolve("bin"));
  }

  @Test
  void debiansProgramsTrustTheAuthorityThatIsThereNow() throws IOException {
    assumeTrue(Files.isExecutable(DEBIANS), "a system with Debian's ca-certificates");
    Path anchors = Files.createDirectories(root.resolve("usr/local/share/ca-certificates"));
    Path hashed = Files.createDirectories(root.resolve("etc/ssl/certs"));
    Path none = Files.createDirectory(root.resolve("hooks"));
    Path nothing = Files.createFile(root.resolve("ca-certificates.conf"));
    program(
        "update-ca-certificates",
        "exec %s --certsconf %s --localcertsdir %s --etccertsdir %s --hooksdir %s \"$@\""
            .formatted(DEBIANS, nothing, anchors, hashed, none));
    Path first = authority("first");
    Path second = authority("second");

    assertThat(stores(first).trust()).allMatch(TrustStores.Result::done);
    assertThat(verified(first, hashed)).isTrue();
    assertThat(verified(second, hashed)).isFalse();
    assertThat(Files.readString(hashed.resolve("ca-certificates.crt")))
        .contains(Files.readString(first).strip());

    assertThat(stores(first).untrust()).allMatch(TrustStores.Result::done);
    assertThat(verified(first, hashed)).isFalse();
    assertThat(Files.exists(hashed.resolve("verge-local-authority.pem"), LinkOption.NOFOLLOW_LINKS))
        .isFalse();

    assertThat(stores(first).trust()).allMatch(TrustStores.Result::done);
    assertThat(stores(second).trust()).as("in its place").allMatch(TrustStores.Result::done);
    assertThat(verified(second, hashed)).isTrue();
    assertThat(verified(first, hashed)).isFalse();
  }

  @Test
  void fedorasFolderGetsTheCertificateAndItsProgramIsTold() throws IOException {
    Path anchors = Files.createDirectories(root.resolve("etc/pki/ca-trust/source/anchors"));
    Path told = folder.resolve("told");
    program("update-ca-trust", "echo \"$# $(ls %s)\" >> %s".formatted(anchors, told));
    Path certificate = authority("first");

    assertThat(stores(certificate).trust()).allMatch(TrustStores.Result::done);
    assertThat(anchors.resolve(FILE)).hasSameBinaryContentAs(certificate);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(anchors.resolve(FILE))))
        .isEqualTo("rw-r--r--");
    assertThat(stores(certificate).untrust()).allMatch(TrustStores.Result::done);
    assertThat(anchors).isEmptyDirectory();
    assertThat(told).content().isEqualTo("0 %s\n0 \n".formatted(FILE));
  }

  @Test
  void aStoreThatCannotBeBroughtUpToDateIsLeftAlone() throws IOException {
    Path anchors = Files.createDirectories(root.resolve("etc/pki/ca-trust/source/anchors"));

    assertThat(stores(authority("first")).trust())
        .singleElement()
        .satisfies(
            result -> {
              assertThat(result.done()).isFalse();
              assertThat(result.text()).contains("none that Verge knows");
            });
    assertThat(anchors).isEmptyDirectory();
  }

  @Test
  void whatTheProgramComplainsOfIsTold() throws IOException {
    Files.createDirectories(root.resolve("etc/ca-certificates/trust-source/anchors"));
    program("update-ca-trust", "echo no room; exit 3");

    assertThat(stores(authority("first")).trust())
        .singleElement()
        .satisfies(result -> assertThat(result.text()).endsWith("update-ca-trust says no room"));
  }

  private Path authority(String name) throws IOException {
    Path home = Files.createDirectory(folder.resolve(name));
    var _ = LocalAuthority.make(home, Domains.checked(Set.of("localhost")));
    return LocalAuthority.certificateFile(home);
  }

  private TrustStores stores(Path certificate) {
    return new TrustStores(
        certificate, "Verge", Map.of("PATH", programs.toString()), true, false, root);
  }

  private void program(String name, String does) throws IOException {
    Path file = Files.writeString(programs.resolve(name), "#!/bin/sh\n" + does + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static boolean verified(Path certificate, Path hashed) {
    return Peers.run(
            Map.of(), "openssl", "verify", "-CApath", hashed.toString(), certificate.toString())
        .text()
        .contains(": OK");
  }
}
