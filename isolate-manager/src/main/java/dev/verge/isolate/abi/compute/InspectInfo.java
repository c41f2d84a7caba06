package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;

/**
 * Decoding of {@code $inspect_info} (typenames.witx), and the verdict of a firewall that is none.
 */
final class InspectInfo {
  /** What Fastly's emulator answers, too. */
  static final String ALLOWED =
      "{\"waf_response\":200,\"redirect_url\":\"\",\"tags\":[],\"verdict\":\"allow\",\"decision_ms\":0}";

  private static final int CORP = 1 << 1;
  private static final int WORKSPACE = 1 << 2;
  private static final int OVERRIDE_CLIENT_IP = 1 << 3;
  private static final int WORKSPACE_AT = 8;
  private static final int ADDRESS_AT = 16;
  private static final int BYTES = 24;

  private InspectInfo() {}

  /**
   * @throws StatusException {@link Status#INVAL} when corporation or workspace are missing, or the
   *     address is none
   */
  static void check(GuestMemory memory, int mask, int info) {
    memory.requireRange(info, BYTES);
    requireText(memory, mask & CORP, info);
    requireText(memory, mask & WORKSPACE, info + WORKSPACE_AT);
    if ((mask & OVERRIDE_CLIENT_IP) != 0) {
      int length = memory.loadInt(info + ADDRESS_AT + Integer.BYTES);
      memory.requireRange(memory.loadInt(info + ADDRESS_AT), length);
      if (length != 0 && length != 4 && length != 16) {
        throw StatusException.invalid("an address has 4 or 16 bytes");
      }
    }
  }

  private static void requireText(GuestMemory memory, int flag, int field) {
    int length = memory.loadInt(field + Integer.BYTES);
    if (flag == 0 || length == 0) {
      throw StatusException.invalid("corporation and workspace are needed");
    }
    GuestStore.text(memory, memory.loadInt(field), length);
  }
}
