package dev.verge.isolate.abi.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.isolate.engine.HostcallTable;
import dev.verge.isolate.module.FunctionType;
import dev.verge.isolate.module.ValueType;
import dev.verge.isolate.platform.PlatformServices;
import dev.verge.isolate.testing.ComputeGuests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documented table of the ABI's functions, held against the code. */
class ComputeAbiTest {
  private static final Path TABLE = Path.of("../docs/fastly-compute-abi.md");
  private static final Pattern ROW =
      Pattern.compile("\\| `(\\w+)` \\| `\\(([i0-9 ]*)\\) → i32` \\| ([^|]+) \\|.*");

  /** One line of the table. */
  private record Row(String module, String function, List<ValueType> parameters, String state) {
    String name() {
      return module + "." + function;
    }
  }

  @Test
  void allOfTheInterfacesFunctionsAreInTheTable() throws IOException {
    // 251 of the interface definition, and four that are newer.
    assertThat(rows()).hasSize(255);
    assertThat(rows().stream().map(Row::module).distinct()).hasSize(24);
  }

  @Test
  void everyFunctionLinksWithTheDocumentedType(@TempDir Path home) throws IOException {
    try (PlatformServices services = PlatformServices.open(PlatformServices.Settings.in(home))) {
      HostcallTable hostcalls = new ComputeAbi(services).hostcalls();

      for (Row row : rows()) {
        assertThat(hostcalls.type(row.module(), row.function()))
            .as(row.name())
            .contains(new FunctionType(row.parameters(), List.of(ValueType.I32)));
      }
    }
  }

  @Test
  void nothingLinksThatIsNotInTheTable(@TempDir Path home) throws IOException {
    List<String> documented = rows().stream().map(Row::name).toList();
    try (PlatformServices services = PlatformServices.open(PlatformServices.Settings.in(home))) {
      assertThat(new ComputeAbi(services).hostcalls().names())
          .filteredOn(name -> !name.startsWith("wasi_snapshot_preview1."))
          .containsExactlyInAnyOrderElementsOf(documented);
    }
  }

  /** Calls each function that is documented as an error, with the client's request where it can. */
  @Test
  void functionsDocumentedAsErrorsAnswerExactlyTheirError(@TempDir Path home) throws IOException {
    List<Row> errors = rows().stream().filter(row -> row.state().startsWith("error")).toList();
    String calls =
        errors.stream()
            .map(
                row ->
                    "say(\"%s %%d\\n\", %s_%s(%s));"
                        .formatted(
                            row.name(),
                            row.module().substring("fastly_".length()),
                            row.function(),
                            arguments(row)))
            .collect(Collectors.joining("\n"));
    try (ComputeGuests guests = ComputeGuests.in(home)) {
      assertThat(
              guests
                  .answer(guests.guest("static uint32_t out[8];\n" + calls + "\nreply();"))
                  .lines())
          .containsExactlyElementsOf(
              errors.stream().map(row -> row.name() + " " + Status.UNSUPPORTED).toList());
    }
  }

  private static String arguments(Row row) {
    boolean takesRequest = !row.parameters().isEmpty() && !row.function().contains("visits");
    List<String> arguments = new ArrayList<>(Collections.nCopies(row.parameters().size(), "0"));
    if (takesRequest && (row.function().endsWith("_v2") || row.function().equals("on_behalf_of"))) {
      arguments.set(0, "client_request()");
    }
    if (row.function().startsWith("transform_")) {
      arguments.set(0, "client_request()");
      arguments.set(1, "client_body()");
      arguments.subList(5, arguments.size()).replaceAll(argument -> "out");
    }
    if (row.function().contains("visits")) {
      arguments.set(arguments.size() - 1, "out");
    }
    return String.join(", ", arguments);
  }

  private static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    String module = "";
    for (String line : Files.readAllLines(TABLE)) {
      if (line.startsWith("## ")) {
        module = line.substring(3);
      }
      Matcher matcher = ROW.matcher(line);
      if (matcher.matches()) {
        rows.add(new Row(module, matcher.group(1), types(matcher.group(2)), matcher.group(3)));
      }
    }
    return rows;
  }

  private static List<ValueType> types(String text) {
    return text.isEmpty()
        ? List.of()
        : List.of(text.split(" ", -1)).stream()
            .map(type -> ValueType.valueOf(type.toUpperCase(Locale.ROOT)))
            .toList();
  }
}
