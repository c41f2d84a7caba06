package dev.verge.deploy.vendor.fastly;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.util.List;

/**
 * What is known of the package that a module came in.
 *
 * @param name as its {@code fastly.toml} says
 * @param language as that says
 * @param description as that says
 * @param authors as that says
 * @param size of the module, in bytes
 * @param hashsum SHA-512 of the archive, in hexadecimal; empty for a module that came otherwise
 * @param filesHash SHA-512 of the contents of all its files in the order of their names, in
 *     hexadecimal, by which the command line finds out whether anything changed; empty as before
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record PackageInfo(
    String name,
    String language,
    String description,
    List<String> authors,
    long size,
    String hashsum,
    String filesHash)
    implements Document {
  private static final JsonMapper JSON = JsonMapper.builder().addModule(new Jdk8Module()).build();

  PackageInfo {
    authors = List.copyOf(authors);
  }

  /** Of a module that came without a package. */
  static PackageInfo of(String name, long bytes) {
    return new PackageInfo(name, "", "", List.of(), bytes, "", "");
  }

  /** As the store keeps it. */
  String stored() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("What is known of a package could not be written.", e);
    }
  }

  /** What {@link #stored} wrote. */
  static PackageInfo stored(String json) {
    try {
      return JSON.readValue(json, PackageInfo.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("What is known of a package cannot be read.", e);
    }
  }
}
