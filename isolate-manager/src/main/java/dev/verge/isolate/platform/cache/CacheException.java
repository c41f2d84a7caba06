package dev.verge.isolate.platform.cache;

/** A cache does not do what it was asked for. */
public final class CacheException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final Kind kind;

  /** Why not. */
  public enum Kind {
    /** An argument is outside its documented bounds. */
    INVALID,
    /** The object would be larger than the tenant's cache may take. */
    TOO_LARGE,
    /** The transaction carries no obligation, or has no object to update. */
    NOT_OBLIGED,
    /** The object's last body was not read to its end, or closed. */
    BODY_IN_USE
  }

  private CacheException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** Why not. */
  public Kind kind() {
    return kind;
  }

  static CacheException invalid(String message) {
    return new CacheException(Kind.INVALID, message);
  }

  static CacheException tooLarge(long bytes, long most) {
    return new CacheException(
        Kind.TOO_LARGE,
        "an object of %d bytes does not fit: this cache takes objects of up to %d bytes"
            .formatted(bytes, most));
  }

  /** {@link Kind#NOT_OBLIGED}. */
  public static CacheException notObliged() {
    return new CacheException(
        Kind.NOT_OBLIGED,
        "this transaction carries no obligation to insert or update; look the key up again");
  }

  static CacheException bodyInUse() {
    return new CacheException(
        Kind.BODY_IN_USE,
        "the last body of this cache handle is still open; read it to its end or close it first");
  }
}
