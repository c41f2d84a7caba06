package dev.verge.isolate.module;

import dev.verge.isolate.Limits;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A module that leaves its memory, and what that holds at first, to whoever instantiates it; nor
 * does instantiation run any code of it.
 */
public final class DetachedModule {
  /** The name of the module that it imports its memory from; no guest can be made for it. */
  public static final String MODULE = "verge";

  /** The name of the memory that it imports. */
  public static final String MEMORY = "memory";

  /** The name under which it exports what was its start function. */
  public static final String START = "verge:start";

  private static final int FUNCTION_KIND = 0;
  private static final int MEMORY_KIND = 2;

  private final byte[] original;
  private final byte[] binary;
  private final WasmModule module;
  private final List<DataSegment> data;

  private DetachedModule(
      byte[] original, byte[] binary, WasmModule module, List<DataSegment> data) {
    this.original = original;
    this.binary = binary;
    this.module = module;
    this.data = List.copyOf(data);
  }

  /**
   * Detaches a module.
   *
   * @param binary a module that {@link ModuleReader} has read and {@link LimitsRewriter} has
   *     limited
   * @return empty when it does not have exactly one memory, of its own; when its data segments are
   *     placed by globals, named by instructions or do not fit; or when it uses the names above
   */
  public static Optional<DetachedModule> of(byte[] binary) {
    WasmModule module = ModuleReader.read(binary);
    boolean ownMemoryAlone =
        module.memories().size() == 1
            && module.imports().stream().allMatch(one -> one.kind() == ExternalKind.FUNCTION);
    if (!ownMemoryAlone || module.exports().isEmpty() || module.export(START).isPresent()) {
      return Optional.empty();
    }
    SizeLimits memory = module.memories().getFirst();
    List<Section> sections = Sections.of(binary);
    return DataSegments.of(binary, sections)
        .filter(segments -> segments.stream().allMatch(segment -> fits(segment, memory)))
        .map(
            segments ->
                new DetachedModule(binary, rewrite(binary, sections, memory), module, segments));
  }

  /** It imports its memory as {@link #MODULE} {@link #MEMORY}, and has no data segments. */
  public byte[] binary() {
    return binary;
  }

  /** The memory's limits. */
  public SizeLimits memory() {
    return module.memories().getFirst();
  }

  /**
   * What the memory holds at first; where two overlap, the later counts. All of it lies within the
   * memory's first size. Positions are those in {@link #original}.
   */
  public List<DataSegment> data() {
    return data;
  }

  /** The binary that this was made from. */
  public byte[] original() {
    return original;
  }

  /** Whether it had a start function, which is now the export {@link #START}. */
  public boolean starts() {
    return module.hasStart();
  }

  /** Whether its code has an instruction that can change a table. Reads all of the code. */
  public boolean changesTables() {
    return CodeScan.of(original).changesTables();
  }

  private static boolean fits(DataSegment segment, SizeLimits memory) {
    return segment.offset() + segment.length() <= memory.minimum() * Limits.PAGE_BYTES;
  }

  private static byte[] rewrite(byte[] binary, List<Section> sections, SizeLimits memory) {
    Optional<byte[]> start =
        sections.stream()
            .filter(section -> section.id() == Section.START)
            .findFirst()
            .map(section -> exported(section.open(binary).u32()));
    boolean imports = sections.stream().anyMatch(section -> section.id() == Section.IMPORT);
    ByteArrayOutputStream out = new ByteArrayOutputStream(binary.length);
    out.write(binary, 0, sections.isEmpty() ? binary.length : sections.getFirst().start());
    boolean imported = false;
    for (Section section : sections) {
      boolean before = section.id() == Section.CUSTOM || section.id() < Section.IMPORT;
      if (!imports && !imported && !before) {
        write(out, Section.IMPORT, 1, new byte[0], imported(memory));
        imported = true;
      }
      switch (section.id()) {
        case Section.MEMORY, Section.START, Section.DATA, Section.DATA_COUNT -> {}
        case Section.IMPORT -> append(out, binary, section, imported(memory));
        case Section.EXPORT -> append(out, binary, section, start.orElse(new byte[0]));
        default -> out.write(binary, section.start(), section.end() - section.start());
      }
    }
    return out.toByteArray();
  }

  /** Writes a vector section with one more entry behind its own, if there is one more. */
  private static void append(
      ByteArrayOutputStream out, byte[] binary, Section section, byte[] entry) {
    BinaryCursor cursor = section.open(binary);
    int count = cursor.count();
    byte[] entries = new byte[section.end() - cursor.position()];
    System.arraycopy(binary, cursor.position(), entries, 0, entries.length);
    write(out, section.id(), entry.length == 0 ? count : count + 1, entries, entry);
  }

  private static void write(
      ByteArrayOutputStream out, int id, int count, byte[] entries, byte[] more) {
    ByteArrayOutputStream content = new ByteArrayOutputStream(entries.length + more.length + 5);
    LimitsFormat.writeU32(content, count);
    content.writeBytes(entries);
    content.writeBytes(more);
    Section.write(out, id, content.toByteArray());
  }

  private static byte[] imported(SizeLimits memory) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writeName(out, MODULE);
    writeName(out, MEMORY);
    out.write(MEMORY_KIND);
    LimitsFormat.write(out, memory.minimum(), memory.maximum().orElseThrow());
    return out.toByteArray();
  }

  private static byte[] exported(long function) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writeName(out, START);
    out.write(FUNCTION_KIND);
    LimitsFormat.writeU32(out, function);
    return out.toByteArray();
  }

  private static void writeName(ByteArrayOutputStream out, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    LimitsFormat.writeU32(out, bytes.length);
    out.writeBytes(bytes);
  }
}
