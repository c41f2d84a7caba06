package dev.verge.isolate.engine;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An instance method that a guest may import, under the method's own name unless another is given.
 * Its first parameter is {@link GuestMemory}; the others and the result are {@code int}, {@code
 * long}, {@code float} or {@code double} (the Wasm types {@code i32}, {@code i64}, {@code f32},
 * {@code f64}); the result may be {@code void}. It may throw what it likes: the status of {@link
 * HostcallStatusException} becomes the result, {@link GuestExitException} ends the guest as asked,
 * anything else ends it as failed.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Hostcall {
  /** The name to import, where Java has no such method name; empty for the method's own. */
  String value() default "";
}
