package dev.verge.isolate.engine;

import dev.verge.isolate.module.FunctionType;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Every hostcall of a guest ABI, found once by its annotations. Immutable; safe on any thread.
 *
 * <p>The classes' instances, one of each, are made anew for every request and given to {@link
 * Isolate#instantiate} in the same order.
 */
public final class HostcallTable {
  private final List<Class<?>> hosts;
  private final Map<String, Map<String, BoundHostcall>> byModule = new HashMap<>();

  private HostcallTable(List<Class<?>> hosts) {
    this.hosts = List.copyOf(hosts);
    for (int i = 0; i < hosts.size(); i++) {
      bind(i, hosts.get(i));
    }
  }

  /**
   * Binds the hostcalls of classes that carry {@link HostModule}.
   *
   * @throws IllegalArgumentException when a method is not a hostcall as {@link Hostcall} says, or
   *     two have one name
   */
  public static HostcallTable of(List<Class<?>> hosts) {
    return new HostcallTable(hosts);
  }

  /** The classes, in the order in which their instances are passed. */
  public List<Class<?>> hosts() {
    return hosts;
  }

  /** How a guest must import a function, if there is one of this name. */
  public Optional<FunctionType> type(String module, String name) {
    return find(module, name).map(BoundHostcall::type);
  }

  /** Every function, as {@code module.name}. */
  public Set<String> names() {
    return byModule.entrySet().stream()
        .flatMap(
            module -> module.getValue().keySet().stream().map(name -> module.getKey() + "." + name))
        .collect(Collectors.toUnmodifiableSet());
  }

  Optional<BoundHostcall> find(String module, String name) {
    return Optional.ofNullable(byModule.getOrDefault(module, Map.of()).get(name));
  }

  private void bind(int index, Class<?> host) {
    HostModule module = host.getAnnotation(HostModule.class);
    if (module == null) {
      throw new IllegalArgumentException(host + " carries no @HostModule");
    }
    Map<String, BoundHostcall> calls =
        byModule.computeIfAbsent(module.value(), ignored -> new HashMap<>());
    // What several modules have in common may stand in a class that theirs extend.
    for (Class<?> type = host; type != Object.class; type = type.getSuperclass()) {
      bind(index, type, module, calls);
    }
  }

  private static void bind(
      int index, Class<?> type, HostModule module, Map<String, BoundHostcall> calls) {
    for (Method method : type.getDeclaredMethods()) {
      Hostcall hostcall = method.getAnnotation(Hostcall.class);
      // The compiler repeats what a public class inherits from one that is not.
      if (hostcall == null || method.isBridge()) {
        continue;
      }
      String name = hostcall.value().isEmpty() ? method.getName() : hostcall.value();
      BoundHostcall call = BoundHostcall.of(name, index, method, module.badPointer());
      if (calls.put(name, call) != null) {
        throw new IllegalArgumentException(
            "Two hostcalls are named %s.%s".formatted(module.value(), name));
      }
    }
  }
}
