package dev.verge.isolate.binding;

/** A shielding site as a guest may ask about it. */
public sealed interface Shield {
  /** The site on which this Verge is said to run. */
  record Local() implements Shield {}

  /**
   * Another site.
   *
   * @param unencrypted the URL that stands for it when a guest wants no TLS
   * @param encrypted the URL that stands for it when a guest wants TLS
   */
  record Remote(String unencrypted, String encrypted) implements Shield {}
}
