package dev.verge.gateway.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RunArgumentsTest {
  @Test
  void argumentsOfARunAreSplitWhereTheProgramsBegin() {
    assertThat(split("main.wasm", "-test.v", "-C", "x"))
        .isEqualTo(run(List.of("main.wasm"), List.of("-test.v", "-C", "x")));
    assertThat(split("-C", "fastly.toml", "main.wasm", "--log-stdout", "--", "-C", "x"))
        .isEqualTo(
            run(List.of("-C", "fastly.toml", "main.wasm", "--log-stdout"), List.of("-C", "x")));
    assertThat(split("-v", "--", "main.wasm", "--trailing"))
        .isEqualTo(run(List.of("-v", "--", "main.wasm"), List.of("--trailing")));
    assertThat(split("main.wasm")).isEqualTo(run(List.of("main.wasm"), List.of()));
    assertThat(split()).isEqualTo(run(List.of(), List.of()));
  }

  private static RunArguments split(String... arguments) {
    return RunArguments.split(List.of(arguments));
  }

  private static RunArguments run(List<String> own, List<String> guest) {
    return new RunArguments(own, guest);
  }
}
