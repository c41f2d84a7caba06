package dev.verge.gateway.up;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Where settings come from, strongest first: flag, variable, {@code verge.toml}, default. */
final class Sources {
  private final List<Layer> layers;

  /**
   * One place.
   *
   * @param called how a setting is called there, for messages
   * @param text what it says about a setting
   * @param base what a relative path there starts from
   */
  private record Layer(
      Function<Setting<?>, String> called,
      Function<Setting<?>, Optional<String>> text,
      Path base) {}

  private Sources(List<Layer> layers) {
    this.layers = layers;
  }

  /**
   * Looks for the configuration file, and reads it.
   *
   * @param asked what the person or service starting the platform said
   * @param all the settings that there are, {@code home} among them
   * @param home the setting that says where the state is, and so a place to look for the file
   */
  static Sources of(Asked asked, List<Setting<?>> all, Setting<Path> home) {
    Layer flags =
        new Layer(
            Setting::flag,
            setting -> Optional.ofNullable(asked.flags().get(setting.key())),
            asked.directory());
    Layer variables =
        new Layer(
            Setting::variable, setting -> asked.variable(setting.variable()), asked.directory());
    Layer defaults =
        new Layer(
            setting -> "The default of " + setting.key(),
            setting -> Optional.of(setting.defaultText()),
            asked.root());

    Set<String> known = new LinkedHashSet<>();
    all.forEach(setting -> known.add(setting.key()));
    Optional<Path> path = asked.config().or(() -> in(asked.root()));
    if (path.isEmpty()) {
      // A file that lies in the state directory cannot say that the directory is another one.
      path = in(new Sources(List.of(flags, variables, defaults)).value(home));
      known.remove(home.key());
    }
    Optional<Layer> file = path.map(found -> layer(ConfigFile.read(found, known)));
    return new Sources(
        Stream.of(Optional.of(flags), Optional.of(variables), file, Optional.of(defaults))
            .flatMap(Optional::stream)
            .toList());
  }

  /**
   * A setting's value.
   *
   * @throws UpException when the strongest place that says something says nothing allowed
   */
  <T> T value(Setting<T> setting) {
    for (Layer layer : layers) {
      Optional<String> text = layer.text().apply(setting);
      if (text.isPresent()) {
        return read(setting, text.get(), layer);
      }
    }
    throw new IllegalStateException("No default for " + setting.key());
  }

  private static Optional<Path> in(Path directory) {
    return Optional.of(directory.resolve(ConfigFile.NAME)).filter(Files::exists);
  }

  private static <T> T read(Setting<T> setting, String text, Layer layer) {
    try {
      return setting.kind().reader().read(text, layer.base());
    } catch (Exception e) {
      if (setting.kind().secret()) {
        // Nor as a cause, whose message may have a part of it.
        throw new UpException(
            "%s is not allowed: it must be %s."
                .formatted(layer.called().apply(setting), setting.kind().allowed()));
      }
      throw new UpException(
          "%s is \"%s\": it must be %s."
              .formatted(layer.called().apply(setting), text, setting.kind().allowed()),
          e);
    }
  }

  private static Layer layer(ConfigFile file) {
    return new Layer(
        setting -> "The key %s in %s".formatted(setting.key(), file.path()),
        setting -> Optional.ofNullable(file.values().get(setting.key())),
        Optional.ofNullable(file.path().toAbsolutePath().getParent()).orElse(file.path()));
  }
}
