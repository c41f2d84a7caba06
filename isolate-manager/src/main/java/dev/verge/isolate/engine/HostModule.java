package dev.verge.isolate.engine;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A class whose {@link Hostcall} methods, its superclasses' among them, are the imports of one Wasm
 * module name.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface HostModule {
  /** The module name that guests import from, such as {@code wasi_snapshot_preview1}. */
  String value();

  /**
   * What a hostcall that returns {@code int} returns when it throws {@link
   * OutOfGuestMemoryException}: the ABI's code for a bad pointer.
   */
  int badPointer();
}
