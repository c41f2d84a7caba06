package dev.verge.isolate.template;

import static dev.verge.isolate.template.ModuleRefusedException.Reason;

import dev.verge.isolate.abi.GuestAbi;
import dev.verge.isolate.engine.HostcallTable;
import dev.verge.isolate.module.ExternalKind;
import dev.verge.isolate.module.FunctionType;
import dev.verge.isolate.module.ModuleImport;
import dev.verge.isolate.module.WasmModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the guest ABI that offers everything a module imports. */
final class ImportCheck {
  /** Problems named in one answer. */
  private static final int MOST_NAMED = 20;

  static final int MOST_NAME_CHARACTERS = 120;

  private final List<GuestAbi> abis;

  ImportCheck(List<GuestAbi> abis) {
    this.abis = List.copyOf(abis);
  }

  /**
   * @throws ModuleRefusedException when none does; the message names what is missing, measured
   *     against the ABI that misses least
   */
  GuestAbi abiOf(WasmModule module) {
    Optional<List<String>> fewest = Optional.empty();
    for (GuestAbi abi : abis) {
      List<String> problems = problems(module, abi.hostcalls());
      if (problems.isEmpty()) {
        return abi;
      }
      if (fewest.isEmpty() || problems.size() < fewest.get().size()) {
        fewest = Optional.of(problems);
      }
    }
    throw refusal(fewest.orElse(List.of()));
  }

  private static List<String> problems(WasmModule module, HostcallTable hostcalls) {
    List<String> problems = new ArrayList<>();
    for (ModuleImport wanted : module.imports()) {
      problem(wanted, hostcalls).ifPresent(problems::add);
    }
    return problems;
  }

  private static Optional<String> problem(ModuleImport wanted, HostcallTable hostcalls) {
    if (wanted.kind() != ExternalKind.FUNCTION) {
      return Optional.of("%s (a %s)".formatted(shown(wanted), wanted.kind()));
    }
    Optional<FunctionType> offered = hostcalls.type(wanted.module(), wanted.name());
    if (offered.isEmpty()) {
      return Optional.of(shown(wanted));
    }
    if (!offered.equals(wanted.type())) {
      return Optional.of(
          "%s (imported as %s, offered as %s)"
              .formatted(
                  shown(wanted),
                  wanted.type().map(FunctionType::toString).orElse("?"),
                  offered.get()));
    }
    return Optional.empty();
  }

  private static ModuleRefusedException refusal(List<String> problems) {
    String named = problems.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
    int more = problems.size() - MOST_NAMED;
    return new ModuleRefusedException(
        Reason.UNKNOWN_IMPORT,
        "The module imports what no guest ABI of Verge offers: %s%s. Build it for WASI preview 1 (wasm32-wasip1)."
            .formatted(named, more > 0 ? " and %d more".formatted(more) : ""));
  }

  /** An import's name as it may be shown. */
  static String shown(ModuleImport wanted) {
    String name = wanted.toString().replaceAll("\\p{Cntrl}", "?");
    return name.length() > MOST_NAME_CHARACTERS
        ? name.substring(0, MOST_NAME_CHARACTERS) + "…"
        : name;
  }
}
