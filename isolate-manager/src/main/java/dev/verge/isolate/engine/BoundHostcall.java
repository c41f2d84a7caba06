package dev.verge.isolate.engine;

import dev.verge.isolate.module.FunctionType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import org.graalvm.polyglot.Value;

/**
 * One hostcall, ready to be called with the guest's values.
 *
 * @param name as a guest imports it, without its module
 * @param host which of a request's host objects it is a method of: its index in {@link
 *     HostcallTable#hosts()}
 * @param type what a guest must import it as
 * @param handle of type {@code (Object host, GuestMemory, Value[]) -> Object}
 * @param badPointer what it returns for {@link OutOfGuestMemoryException}; ignored unless it
 *     returns {@code i32}
 */
record BoundHostcall(
    String name, int host, FunctionType type, MethodHandle handle, Integer badPointer) {
  private static final MethodType CALL =
      MethodType.methodType(Object.class, Object.class, GuestMemory.class, Value[].class);

  static BoundHostcall of(String name, int host, Method method, int badPointer) {
    FunctionType type = HostcallSignature.of(method);
    try {
      // Hostcall classes are their package's own affair; only this mechanism needs to reach them.
      MethodHandle handle =
          MethodHandles.privateLookupIn(method.getDeclaringClass(), MethodHandles.lookup())
              .unreflect(method);
      for (int i = 0; i < type.parameters().size(); i++) {
        Class<?> parameter = method.getParameterTypes()[i + 1];
        handle = MethodHandles.filterArguments(handle, i + 2, conversion(parameter));
      }
      handle = handle.asSpreader(Value[].class, type.parameters().size()).asType(CALL);
      return new BoundHostcall(name, host, type, handle, badPointer);
    } catch (IllegalAccessException e) {
      throw new IllegalArgumentException(method + " cannot be reached", e);
    }
  }

  private static MethodHandle conversion(Class<?> parameter) throws IllegalAccessException {
    String name =
        "as"
            + Character.toUpperCase(parameter.getName().charAt(0))
            + parameter.getName().substring(1);
    try {
      return MethodHandles.publicLookup()
          .findVirtual(Value.class, name, MethodType.methodType(parameter));
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("The polyglot API lost Value." + name, e);
    }
  }
}
