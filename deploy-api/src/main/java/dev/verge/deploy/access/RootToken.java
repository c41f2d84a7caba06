package dev.verge.deploy.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.verge.deploy.store.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The token that may do everything: 256 random bits in {@code $VERGE_HOME/root-token}. */
public final class RootToken {
  private static final Logger LOG = LoggerFactory.getLogger(RootToken.class);
  private static final String FILE = "root-token";
  private static final int BYTES = 32;
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43,}");
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final byte[] token;

  private RootToken(String token) {
    this.token = token.getBytes(UTF_8);
  }

  /**
   * The token of a home directory; made at the first call.
   *
   * @throws IllegalStateException when the file cannot be read or made, or holds no token
   */
  public static RootToken of(Path home) {
    Path file = home.resolve(FILE);
    try {
      if (!Files.exists(file)) {
        make(file);
      }
      if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
        LOG.warn("{} can be read by others than its owner; run chmod 600 on it.", file);
      }
      String token = Files.readString(file).strip();
      if (!FORM.matcher(token).matches()) {
        throw new IllegalStateException(
            "%s does not hold a token of at least 43 characters in base64url. Delete it and start again to have a new one made."
                .formatted(file));
      }
      return new RootToken(token);
    } catch (IOException e) {
      throw new IllegalStateException(
          "The root token %s cannot be read or made: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Whether this is the token; takes the same time whatever is wrong with it. */
  boolean matches(String presented) {
    return MessageDigest.isEqual(token, presented.getBytes(UTF_8));
  }

  /** Under another name first: the file is there whole, with its permissions, or not at all. */
  private static void make(Path file) throws IOException {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    Path fresh = file.resolveSibling(FILE + ".new");
    Files.deleteIfExists(fresh);
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
      channel.write(ByteBuffer.wrap(token.getBytes(UTF_8)));
      channel.force(true);
    }
    DurableFiles.moveInto(fresh, file);
  }
}
