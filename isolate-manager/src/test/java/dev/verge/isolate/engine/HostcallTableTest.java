package dev.verge.isolate.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.verge.isolate.module.FunctionType;
import dev.verge.isolate.module.ValueType;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostcallTableTest {
  @Test
  void aHostcallIsImportedUnderItsMethodsNameAndType() {
    HostcallTable table = HostcallTable.of(List.of(Good.class));

    assertThat(table.type("good", "mix"))
        .contains(
            new FunctionType(
                List.of(ValueType.I32, ValueType.I64, ValueType.F32, ValueType.F64),
                List.of(ValueType.I64)));
    assertThat(table.type("good", "nothing")).contains(new FunctionType(List.of(), List.of()));
    assertThat(table.type("good", "plain")).isEmpty();
    assertThat(table.type("other", "mix")).isEmpty();
  }

  @Test
  void whatNoGuestCouldCallIsRefused() {
    assertThatThrownBy(() -> HostcallTable.of(List.of(String.class)))
        .hasMessageContaining("@HostModule");
    assertThatThrownBy(() -> HostcallTable.of(List.of(WithoutMemory.class)))
        .hasMessageContaining("memory first");
    assertThatThrownBy(() -> HostcallTable.of(List.of(WithText.class)))
        .hasMessageContaining("no guest can pass");
    assertThatThrownBy(() -> HostcallTable.of(List.of(Good.class, SameName.class)))
        .hasMessageContaining("Two hostcalls are named good.mix");
  }

  @HostModule(value = "good", badPointer = 1)
  static final class Good {
    @Hostcall
    long mix(GuestMemory memory, int a, long b, float c, double d) {
      return b;
    }

    @Hostcall
    void nothing(GuestMemory memory) {}

    void plain(GuestMemory memory) {}
  }

  @HostModule(value = "good", badPointer = 1)
  static final class SameName {
    @Hostcall
    int mix(GuestMemory memory) {
      return 0;
    }
  }

  @HostModule(value = "bad", badPointer = 1)
  static final class WithoutMemory {
    @Hostcall
    int call(int a) {
      return a;
    }
  }

  @HostModule(value = "bad", badPointer = 1)
  static final class WithText {
    @Hostcall
    int call(GuestMemory memory, String text) {
      return text.length();
    }
  }
}
