package dev.verge.isolate.template;

import dev.verge.isolate.module.Producers;
import java.util.List;

/**
 * What a module is, as far as that can be told without running it.
 *
 * @param abi the family of imports that it is built for, such as {@code wasi-cgi}
 * @param imports their names as {@code module.name}, each cut to {@value
 *     ImportCheck#MOST_NAME_CHARACTERS} characters; at most {@value #MOST_IMPORTS}
 * @param importCount how many there are
 * @param producers what made it, in its own words
 */
public record ModuleDescription(
    String abi, List<String> imports, int importCount, Producers producers) {
  static final int MOST_IMPORTS = 256;

  public ModuleDescription {
    imports = List.copyOf(imports);
  }
}
