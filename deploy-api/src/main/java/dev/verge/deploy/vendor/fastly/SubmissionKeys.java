package dev.verge.deploy.vendor.fastly;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/**
 * Keys to which secrets are encrypted on their way, beside whatever protects the connection. Each
 * is good for a while and signed; all are gone when the platform stops.
 */
final class SubmissionKeys {
  private static final Duration LIFETIME = Duration.ofMinutes(10);
  private static final int MOST = 10_000;

  private final SecureRandom random = new SecureRandom();
  private final Ed25519PrivateKeyParameters signing = new Ed25519PrivateKeyParameters(random);
  private final Cache<ByteBuffer, X25519PrivateKeyParameters> keys =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(LIFETIME).build();

  /**
   * A key to encrypt to.
   *
   * @param publicKey of X25519, in Base64
   * @param signature of that, by {@link #signingKey}, in Base64
   * @param expires until when it is good
   */
  record SubmissionKey(String publicKey, String signature, Instant expires) {}

  /** Makes one. */
  SubmissionKey make() {
    X25519PrivateKeyParameters key = new X25519PrivateKeyParameters(random);
    byte[] publicKey = key.generatePublicKey().getEncoded();
    keys.put(ByteBuffer.wrap(publicKey), key);
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, signing);
    signer.update(publicKey, 0, publicKey.length);
    return new SubmissionKey(
        StoreDocuments.base64(publicKey),
        StoreDocuments.base64(signer.generateSignature()),
        Instant.now().plus(LIFETIME));
  }

  /** The public key of Ed25519 that tells keys of this platform. */
  byte[] signingKey() {
    return signing.generatePublicKey().getEncoded();
  }

  /**
   * Decrypts what was encrypted to one of the keys.
   *
   * @return empty when the key is too old or none of these, or what was sent is damaged
   */
  Optional<byte[]> open(byte[] publicKey, byte[] sealed) {
    return Optional.ofNullable(keys.getIfPresent(ByteBuffer.wrap(publicKey)))
        .flatMap(key -> SealedBox.open(key, sealed));
  }
}
