package dev.verge.deploy.manifest;

import static dev.verge.deploy.manifest.Refusals.quotable;
import static dev.verge.deploy.manifest.Refusals.quoted;
import static dev.verge.deploy.manifest.Refusals.refused;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.isolate.Limits;
import dev.verge.isolate.warmup.SampleRequest;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads manifests strictly: what is not understood is refused by name, never ignored. */
public final class ManifestReader {
  /** The largest manifest that is read, in bytes. */
  public static final int MAX_BYTES = 4 << 20;

  private static final int MAX_ENTRIES = 256;
  private static final int MAX_EXPORT_CHARS = 255;
  private static final Pattern MOUNT = Pattern.compile("/|(/[A-Za-z0-9_.-]{1,64}){1,8}");
  private static final Pattern ENV_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .withCoercionConfig(
              LogicalType.Textual,
              coercion ->
                  coercion
                      .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
          .build();

  private ManifestReader() {}

  /**
   * Reads an uploaded manifest. Hostnames are not checked here, since their rules depend on the
   * function.
   *
   * @throws ProblemException when it is not JSON, or says something that is not allowed
   */
  public static Manifest read(byte[] json) {
    return read(parse(json, "manifest"));
  }

  /**
   * Reads what a manifest becomes by a JSON Merge Patch (RFC 7396), as one that is uploaded.
   *
   * @param manifest with its private keys readable
   * @throws ProblemException when the patch is not JSON, or the result says something that is not
   *     allowed
   */
  public static Manifest patched(Manifest manifest, byte[] patch) {
    JsonNode result = MergePatch.apply(JSON.valueToTree(manifest), parse(patch, "patch"));
    if (bytes(result) > MAX_BYTES) {
      throw new ProblemException(
          ProblemType.UPLOAD_TOO_LARGE,
          "The manifest would have more than the %d bytes that are accepted.".formatted(MAX_BYTES));
    }
    return read(result);
  }

  private static int bytes(JsonNode tree) {
    try {
      return JSON.writeValueAsBytes(tree).length;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A manifest could not be written as JSON.", e);
    }
  }

  private static Manifest read(JsonNode tree) {
    try {
      return checked(JSON.treeToValue(tree, ManifestDocument.class));
    } catch (UnrecognizedPropertyException e) {
      throw refused(
          "%s is not a member that a manifest has here; known are %s."
              .formatted(
                  path(e),
                  e.getKnownPropertyIds().stream()
                      .map(String::valueOf)
                      .sorted()
                      .collect(Collectors.joining(", "))));
    } catch (InvalidNullException e) {
      throw refused("%s holds null; leave it out instead.".formatted(path(e)));
    } catch (MismatchedInputException e) {
      throw refused(
          "%s is not of the expected type%s.".formatted(path(e), expected(e.getTargetType())));
    } catch (JsonProcessingException e) {
      throw refused(quotable(e.getOriginalMessage()));
    }
  }

  /**
   * @param what it is, for the problem's detail
   */
  private static JsonNode parse(byte[] json, String what) {
    try {
      JsonNode tree = JSON.readTree(json);
      if (!tree.isMissingNode()) {
        return tree;
      }
    } catch (JsonProcessingException e) {
      throw new ProblemException(
          ProblemType.MALFORMED_JSON, "The %s is not JSON: %s".formatted(what, sentence(e)));
    } catch (IOException e) {
      throw new IllegalStateException("A manifest in memory could not be read.", e);
    }
    throw new ProblemException(
        ProblemType.MALFORMED_JSON, "The %s is empty; the least is {}.".formatted(what));
  }

  /** A manifest as the store keeps it. */
  public static String write(Manifest manifest) {
    try {
      return JSON.writeValueAsString(manifest);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A manifest could not be written as JSON.", e);
    }
  }

  /** What {@link #write} wrote; not checked again, since rules may have become stricter. */
  public static Manifest stored(String json) {
    try {
      return JSON.readValue(json, ManifestDocument.class).orDefaults();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A stored manifest cannot be read.", e);
    }
  }

  /** Sample requests as the store keeps them: as a manifest says them. */
  public static String writeSamples(List<SampleRequest> samples) {
    try {
      return JSON.writeValueAsString(samples.stream().map(ManifestSample::of).toList());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Sample requests could not be written as JSON.", e);
    }
  }

  /** What {@link #writeSamples} wrote. */
  public static List<SampleRequest> storedSamples(String json) {
    try {
      return Arrays.stream(JSON.readValue(json, ManifestSample[].class))
          .map(ManifestSample::toSample)
          .toList();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Stored sample requests cannot be read.", e);
    }
  }

  private static Manifest checked(ManifestDocument document) {
    if (document == null) {
      throw refused("The manifest is null; it must be a JSON object.");
    }
    Manifest manifest = document.orDefaults();
    manifest.entrypoint().ifPresent(name -> checkExport("entrypoint", name));
    manifest.initializer().ifPresent(name -> checkExport("initializer", name));
    checkCount("args", manifest.args().size());
    checkCount("env", manifest.env().size());
    checkArguments(manifest.args());
    checkEnvironment(manifest.env());
    manifest.assets().ifPresent(ManifestReader::checkMount);
    checkLimits(manifest.limits());
    manifest.warmup().check();
    manifest.triggers().ifPresent(ManifestTriggers::check);
    BindingsRules.check(manifest.bindings());
    var _ = manifest.bindings().toBindings();
    return manifest;
  }

  private static void checkExport(String member, String name) {
    if (name.isEmpty() || name.length() > MAX_EXPORT_CHARS) {
      throw refused(
          "%s must be the name of an export, of 1 to %d characters."
              .formatted(member, MAX_EXPORT_CHARS));
    }
  }

  private static void checkCount(String member, int count) {
    if (count > MAX_ENTRIES) {
      throw refused("%s has %d entries; at most %d fit.".formatted(member, count, MAX_ENTRIES));
    }
  }

  private static void checkArguments(List<String> args) {
    for (int i = 0; i < args.size(); i++) {
      if (args.get(i).indexOf('\0') >= 0) {
        throw refused(
            "args[%d] contains a NUL character, where a guest's string ends.".formatted(i));
      }
    }
  }

  private static void checkEnvironment(Map<String, String> env) {
    env.forEach(
        (name, value) -> {
          if (!ENV_NAME.matcher(name).matches()) {
            throw refused(
                "env has the name %s; use 1 to 128 of A-Z, a-z, 0-9 and _, not starting with a digit."
                    .formatted(quoted(name)));
          }
          if (value.indexOf('\0') >= 0) {
            throw refused(
                "env.%s contains a NUL character, where a guest's string ends.".formatted(name));
          }
        });
  }

  private static void checkMount(Manifest.Assets assets) {
    String mount = assets.mount();
    boolean dots =
        List.of(mount.split("/", -1)).stream().anyMatch(s -> s.equals(".") || s.equals(".."));
    if (dots || !MOUNT.matcher(mount).matches()) {
      throw refused(
          "assets.mount is %s; it must be an absolute path such as /assets, of at most 8 names."
              .formatted(quoted(mount)));
    }
  }

  private static void checkLimits(ManifestLimits limits) {
    try {
      limits.toLimits().within(Limits.HIGHEST);
    } catch (IllegalArgumentException e) {
      throw refused(e.getMessage());
    }
  }

  private static String path(JsonMappingException e) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return path.isEmpty() ? "The manifest" : quoted(path.toString());
  }

  private static String expected(Class<?> type) {
    if (type == null) {
      return "";
    }
    if (type == String.class) {
      return ", a string";
    }
    if (type == Long.class || type == Integer.class) {
      return ", a whole number";
    }
    if (type == Boolean.class) {
      return ", true or false";
    }
    if (type == ManifestStores.class) {
      return ", a list or an object";
    }
    if (List.class.isAssignableFrom(type)) {
      return ", a list";
    }
    return ", an object";
  }

  /** Jackson's own words without the source, which would repeat the document. */
  private static String sentence(JacksonException e) {
    String where =
        e.getLocation() == null
            ? ""
            : " (line %d, column %d)"
                .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
    return quotable(e.getOriginalMessage()) + where;
  }
}
