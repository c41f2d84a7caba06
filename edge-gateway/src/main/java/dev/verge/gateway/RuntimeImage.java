package dev.verge.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.ModuleResolutionAttribute;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Links a JVM whose own modules are Graal's: the option that puts the guests' compiler in place of
 * the JDK's keeps a JVM from using any cache of classes, and with this image the option is not
 * needed. {@code bin/verge-jvm prepare} runs it, once for a JDK and a version of Graal.
 *
 * <p>The command {@code jlink} prefers the JDK's modules to others of the same name, where the JDK
 * has no folder {@code jmods}. So the JDK's own linker is called here with another finder of
 * modules, by reflection, because nothing but the command is public. Where that fails, Verge runs
 * on the JDK as it is, and starts slower.
 */
final class RuntimeImage {
  /** What the class path needs, and what an operator expects of a JVM: {@code jcmd}, JFR, JMX. */
  private static final List<String> MODULES =
      List.of(
          "java.desktop",
          "java.instrument",
          "java.management",
          "java.naming",
          "java.net.http",
          "java.security.jgss",
          "java.sql",
          "jdk.charsets",
          "jdk.crypto.cryptoki",
          "jdk.crypto.ec",
          "jdk.httpserver",
          "jdk.incubator.vector",
          "jdk.jcmd",
          "jdk.jfr",
          "jdk.localedata",
          "jdk.management.agent",
          "jdk.management.jfr",
          "jdk.naming.dns",
          "jdk.net",
          "jdk.security.auth",
          "jdk.unsupported",
          "jdk.zipfs");

  private static final String INCUBATOR = "jdk.incubator.vector";
  private static final String DESCRIPTOR = "module-info.class";

  private RuntimeImage() {}

  /**
   * Makes the image at the first argument, of the modules in the folders that are the others. It is
   * there whole or not at all; when it is there already, nothing changes.
   */
  public static void main(String[] args) throws IOException, ReflectiveOperationException {
    Path image = Path.of(args[0]).toAbsolutePath();
    Path[] folders = Arrays.stream(args).skip(1).map(Path::of).toArray(Path[]::new);
    Path workshop = Files.createTempDirectory(image.getParent(), image.getFileName() + ".tmp.");
    try {
      Path linked = workshop.resolve("image");
      link(linked, ModuleFinder.of(folders), jdk(workshop.resolve(INCUBATOR)));
      publish(linked, image);
    } finally {
      remove(workshop);
    }
  }

  private static void link(Path image, ModuleFinder own, ModuleFinder jdk)
      throws ReflectiveOperationException {
    Set<String> roots = new TreeSet<>(MODULES);
    own.findAll().forEach(module -> roots.add(module.descriptor().name()));
    String linker = "jdk.tools.jlink.internal.";
    Class<?> platform = Class.forName(linker + "Platform");
    Class<?> configuration = Class.forName(linker + "Jlink$JlinkConfiguration");
    Class<?> plugins = Class.forName(linker + "Jlink$PluginsConfiguration");
    Class<?> builder = Class.forName("jdk.tools.jlink.builder.ImageBuilder");
    Object whole =
        Class.forName("jdk.tools.jlink.builder.DefaultImageBuilder")
            .getConstructor(Path.class, Map.class, platform)
            .newInstance(image, Map.of(), platform.getMethod("runtime").invoke(null));
    Object what =
        configuration
            .getConstructor(
                Path.class,
                Set.class,
                ModuleFinder.class,
                boolean.class,
                boolean.class,
                boolean.class)
            .newInstance(image, roots, ModuleFinder.compose(own, jdk), true, false, false);
    Object how =
        plugins
            .getConstructor(List.class, builder, String.class)
            .newInstance(List.of(), whole, null);
    Class<?> jlink = Class.forName(linker + "Jlink");
    try {
      jlink
          .getMethod("build", configuration, plugins)
          .invoke(jlink.getConstructor().newInstance(), what, how);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(
          "This JDK cannot link an image of itself: " + e.getCause(), e.getCause());
    }
  }

  /**
   * The JDK's modules as they are, but for the incubating one: were it marked as that, a JVM would
   * warn of it at every start, and cache no module graph.
   *
   * @param folder where its copy may be made
   */
  private static ModuleFinder jdk(Path folder) throws IOException {
    ModuleFinder system = ModuleFinder.ofSystem();
    copy(system.find(INCUBATOR).orElseThrow(), folder);
    ModuleFinder copied = ModuleFinder.of(folder);
    Map<String, ModuleReference> modules =
        system.findAll().stream()
            .map(RuntimeImage::unhashed)
            .collect(Collectors.toMap(module -> module.descriptor().name(), Function.identity()));
    modules.put(INCUBATOR, copied.find(INCUBATOR).orElseThrow());
    return new ModuleFinder() {
      @Override
      public Optional<ModuleReference> find(String name) {
        return Optional.ofNullable(modules.get(name));
      }

      @Override
      public Set<ModuleReference> findAll() {
        return Set.copyOf(modules.values());
      }
    };
  }

  private static ModuleReference unhashed(ModuleReference module) {
    return new Unhashed(module, module.location().orElseThrow());
  }

  private static void copy(ModuleReference module, Path folder) throws IOException {
    try (ModuleReader reader = module.open();
        Stream<String> names = reader.list()) {
      for (String name : names.filter(each -> !each.endsWith("/")).toList()) {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        try (InputStream in = reader.open(name).orElseThrow()) {
          byte[] content = in.readAllBytes();
          Files.write(file, name.equals(DESCRIPTOR) ? unmarked(content) : content);
        }
      }
    }
  }

  private static byte[] unmarked(byte[] descriptor) {
    ClassFile format = ClassFile.of();
    return format.transformClass(
        format.parse(descriptor),
        (made, element) -> {
          if (!(element instanceof ModuleResolutionAttribute)) {
            made.with(element);
          }
        });
  }

  private static void publish(Path linked, Path image) throws IOException {
    try {
      Files.move(linked, image, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      // Another one was faster.
      if (!Files.isDirectory(image)) {
        throw e;
      }
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** A module of the JDK without the hashes that it has recorded of others. */
  private static final class Unhashed extends ModuleReference {
    private final ModuleReference module;

    Unhashed(ModuleReference module, URI location) {
      super(module.descriptor(), location);
      this.module = module;
    }

    @Override
    public ModuleReader open() throws IOException {
      return module.open();
    }
  }
}
