package dev.verge.deploy.manifest;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Stores of the tenant that a guest may open: in a document a list of their names, or an object
 * from the name in the guest to the store's.
 *
 * @param links in the document's order
 */
@JsonDeserialize(using = ManifestStores.Reader.class)
public record ManifestStores(List<Link> links) {
  /** Nothing that may be opened. */
  public static final ManifestStores NONE = new ManifestStores(List.of());

  public ManifestStores {
    links = List.copyOf(links);
  }

  /**
   * One of them.
   *
   * @param name in the guest
   * @param store the tenant's
   */
  public record Link(String name, String store) {}

  /** The document: a list when all names are the stores' own. */
  @JsonValue
  Object document() {
    if (links.stream().allMatch(link -> link.name.equals(link.store))) {
      return names();
    }
    Map<String, String> document = new LinkedHashMap<>();
    links.forEach(link -> document.put(link.name, link.store));
    return document;
  }

  List<String> names() {
    return links.stream().map(Link::name).toList();
  }

  List<String> stores() {
    return links.stream().map(Link::store).toList();
  }

  /** From the name in the guest to the store's; no name is there twice. */
  Map<String, String> toMap() {
    return links.stream().collect(Collectors.toMap(Link::name, Link::store));
  }

  /** Reads both forms. */
  static final class Reader extends StdDeserializer<ManifestStores> {
    private static final long serialVersionUID = 1L;

    Reader() {
      super(ManifestStores.class);
    }

    @Override
    public ManifestStores deserialize(JsonParser json, DeserializationContext context)
        throws IOException {
      if (json.isExpectedStartArrayToken()) {
        List<String> names =
            context.readValue(
                json, context.getTypeFactory().constructCollectionType(List.class, String.class));
        return new ManifestStores(names.stream().map(name -> new Link(name, name)).toList());
      }
      if (json.isExpectedStartObjectToken()) {
        Map<String, String> stores =
            context.readValue(
                json,
                context
                    .getTypeFactory()
                    .constructMapType(LinkedHashMap.class, String.class, String.class));
        return new ManifestStores(
            stores.entrySet().stream()
                .map(entry -> new Link(entry.getKey(), entry.getValue()))
                .toList());
      }
      return (ManifestStores) context.handleUnexpectedToken(ManifestStores.class, json);
    }
  }
}
