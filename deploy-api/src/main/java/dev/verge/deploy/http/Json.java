package dev.verge.deploy.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.isolate.platform.live.LiveData;
import io.vertx.core.buffer.Buffer;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How documents are written, and small ones read. */
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(
              new SimpleModule()
                  .addAbstractTypeMapping(List.class, BoundedList.class)
                  .addAbstractTypeMapping(Map.class, BoundedMap.class))
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(LogicalType.Textual, Json::keepTypes)
          .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
          .build();

  private Json() {}

  /** Stops the reading of a document that has more than anybody takes. */
  static final class BoundedList<E> extends ArrayList<E> {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean add(E element) {
      requireRoom(size());
      return super.add(element);
    }
  }

  /** As the list. */
  static final class BoundedMap<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    @Override
    public V put(K key, V value) {
      requireRoom(size());
      return super.put(key, value);
    }
  }

  private static void requireRoom(int taken) {
    if (taken >= LiveData.MOST_ITEMS) {
      throw new ProblemException(
          ProblemType.UPLOAD_TOO_LARGE,
          "A list or an object may have %d members here.".formatted(LiveData.MOST_ITEMS));
    }
  }

  /** A number is not a text. */
  private static void keepTypes(MutableCoercionConfig texts) {
    texts
        .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
  }

  static Buffer write(Object document) {
    try {
      return Buffer.buffer(MAPPER.writeValueAsBytes(document));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A document could not be written as JSON.", e);
    }
  }

  /**
   * @param shape what the document must look like, for the problem's detail
   * @throws ProblemException when it is no JSON document of that type
   * @throws IOException when it breaks off, or the disk fails
   */
  static <T> T read(InputStream document, Class<T> type, String shape) throws IOException {
    try {
      T value = MAPPER.readValue(document, type);
      if (value != null) {
        return value;
      }
    } catch (JsonProcessingException | CharConversionException e) {
      if (e.getCause() instanceof ProblemException refused) {
        throw refused;
      }
      // Told below; Jackson's own words name our classes.
    }
    throw malformed(shape);
  }

  /**
   * The problem of a body.
   *
   * @param shape what the document must look like
   */
  static ProblemException malformed(String shape) {
    return new ProblemException(
        ProblemType.MALFORMED_JSON, "The body is not a JSON document like %s.".formatted(shape));
  }
}
