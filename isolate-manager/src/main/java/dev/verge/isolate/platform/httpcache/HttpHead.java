package dev.verge.isolate.platform.httpcache;

import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.platform.cache.Metadata;
import dev.verge.isolate.platform.http.HeaderFields;
import dev.verge.isolate.platform.http.HttpVersion;

/** A response without its body, as it is stored beside it. */
public record HttpHead(int status, HttpVersion version, HeaderList headers) implements Metadata {
  /** What a field takes beside its characters. */
  private static final int FIELD_BYTES = 64;

  HeaderFields fields() {
    return HeaderFields.of(headers);
  }

  HttpHead with(int otherStatus, HeaderFields others) {
    return new HttpHead(otherStatus, version, others.toList());
  }

  @Override
  public long weight() {
    long weight = 0;
    for (HeaderList.Field field : headers) {
      weight += FIELD_BYTES + field.name().length() + field.value().length();
    }
    return weight;
  }
}
