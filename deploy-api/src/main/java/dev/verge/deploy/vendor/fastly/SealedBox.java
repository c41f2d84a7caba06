package dev.verge.deploy.vendor.fastly;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.agreement.X25519Agreement;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.bouncycastle.crypto.engines.Salsa20Engine;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;
import org.bouncycastle.util.Pack;

/**
 * Opens what was encrypted to a public key by somebody who stays unknown: {@code crypto_box_seal}
 * of NaCl's family (libsodium, "Sealed boxes"). That is the sender's passing public key, then a box
 * of X25519, XSalsa20 and Poly1305 (D. J. Bernstein, "Cryptography in NaCl"), whose nonce is
 * BLAKE2b of both public keys.
 */
final class SealedBox {
  private static final int KEY_BYTES = 32;
  private static final int TAG_BYTES = 16;
  private static final int NONCE_BYTES = 24;
  private static final int ROUNDS = 20;

  /** "expand 32-byte k" in words of little-endian order. */
  private static final int[] CONSTANTS = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};

  private SealedBox() {}

  /**
   * Decrypts.
   *
   * @return empty when it was not encrypted to this key, or is damaged
   */
  static Optional<byte[]> open(X25519PrivateKeyParameters key, byte[] sealed) {
    if (sealed.length < KEY_BYTES + TAG_BYTES) {
      return Optional.empty();
    }
    byte[] sender = Arrays.copyOf(sealed, KEY_BYTES);
    byte[] shared = new byte[KEY_BYTES];
    try {
      X25519Agreement agreement = new X25519Agreement();
      agreement.init(key);
      agreement.calculateAgreement(new X25519PublicKeyParameters(sender), shared, 0);
    } catch (IllegalStateException e) {
      // A point of small order; nobody's key.
      return Optional.empty();
    }
    return open(
        hsalsa20(shared),
        nonce(sender, key.generatePublicKey().getEncoded()),
        Arrays.copyOfRange(sealed, KEY_BYTES, sealed.length));
  }

  /** NaCl's {@code crypto_secretbox_open}: the tag, then the ciphertext. */
  private static Optional<byte[]> open(byte[] key, byte[] nonce, byte[] box) {
    XSalsa20Engine cipher = new XSalsa20Engine();
    cipher.init(false, new ParametersWithIV(new KeyParameter(key), nonce));
    byte[] once = new byte[KEY_BYTES];
    cipher.processBytes(once, 0, KEY_BYTES, once, 0);
    Poly1305 mac = new Poly1305();
    mac.init(new KeyParameter(once));
    mac.update(box, TAG_BYTES, box.length - TAG_BYTES);
    byte[] tag = new byte[TAG_BYTES];
    int _ = mac.doFinal(tag, 0);
    if (!MessageDigest.isEqual(tag, Arrays.copyOf(box, TAG_BYTES))) {
      return Optional.empty();
    }
    byte[] plaintext = new byte[box.length - TAG_BYTES];
    int _ = cipher.processBytes(box, TAG_BYTES, plaintext.length, plaintext, 0);
    return Optional.of(plaintext);
  }

  private static byte[] nonce(byte[] sender, byte[] receiver) {
    Blake2bDigest digest = new Blake2bDigest(NONCE_BYTES * Byte.SIZE);
    digest.update(sender, 0, sender.length);
    digest.update(receiver, 0, receiver.length);
    byte[] nonce = new byte[NONCE_BYTES];
    int _ = digest.doFinal(nonce, 0);
    return nonce;
  }

  /**
   * HSalsa20 of a zero input ("Extending the Salsa20 nonce", section 2): the diagonal and the
   * input's words of the core, before what went in is added to it.
   */
  private static byte[] hsalsa20(byte[] key) {
    int[] in = new int[16];
    for (int i = 0; i < CONSTANTS.length; i++) {
      in[5 * i] = CONSTANTS[i];
    }
    Pack.littleEndianToInt(key, 0, in, 1, 4);
    Pack.littleEndianToInt(key, 16, in, 11, 4);
    int[] out = new int[16];
    Salsa20Engine.salsaCore(ROUNDS, in, out);
    int[] words = {0, 5, 10, 15, 6, 7, 8, 9};
    byte[] derived = new byte[KEY_BYTES];
    for (int i = 0; i < words.length; i++) {
      Pack.intToLittleEndian(out[words[i]] - in[words[i]], derived, i * Integer.BYTES);
    }
    return derived;
  }
}
