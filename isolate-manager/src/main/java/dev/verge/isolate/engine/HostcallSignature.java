package dev.verge.isolate.engine;

import dev.verge.isolate.module.FunctionType;
import dev.verge.isolate.module.ValueType;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** From a hostcall's Java parameters to the Wasm function type that guests import it with. */
final class HostcallSignature {
  private static final Map<Class<?>, ValueType> TYPES =
      Map.of(
          int.class, ValueType.I32,
          long.class, ValueType.I64,
          float.class, ValueType.F32,
          double.class, ValueType.F64);

  private HostcallSignature() {}

  /**
   * @throws IllegalArgumentException when the method is not a hostcall as {@link Hostcall} says
   */
  static FunctionType of(Method method) {
    Class<?>[] parameters = method.getParameterTypes();
    if (parameters.length == 0 || parameters[0] != GuestMemory.class) {
      throw new IllegalArgumentException(method + " does not take the guest's memory first");
    }
    List<ValueType> wasmParameters = new ArrayList<>();
    for (int i = 1; i < parameters.length; i++) {
      wasmParameters.add(type(method, parameters[i]));
    }
    Class<?> result = method.getReturnType();
    return new FunctionType(
        wasmParameters, result == void.class ? List.of() : List.of(type(method, result)));
  }

  private static ValueType type(Method method, Class<?> javaType) {
    ValueType type = TYPES.get(javaType);
    if (type == null) {
      throw new IllegalArgumentException(
          method + " uses " + javaType + ", which no guest can pass");
    }
    return type;
  }
}
