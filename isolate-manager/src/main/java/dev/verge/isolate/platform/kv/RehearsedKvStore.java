package dev.verge.isolate.platform.kv;

import dev.verge.isolate.platform.body.Source;
import java.util.Optional;
import java.util.OptionalLong;

/** A store that is read as it is, and whose changes succeed and come to nothing. */
final class RehearsedKvStore extends KvStore {
  private static final int READ_BYTES = 16 << 10;

  RehearsedKvStore(KvStore store) {
    super(store);
  }

  @Override
  public long insert(String key, Source source, KvInsert how) throws InterruptedException {
    try (source) {
      KvStore.requireKey(key);
      byte[] buffer = new byte[READ_BYTES];
      long length = 0;
      for (int count = 0; count >= 0; count = source.read(buffer, 0, buffer.length)) {
        length += count;
        Values.requireAcceptable(length);
      }
      return now().toEpochMilli();
    }
  }

  @Override
  public boolean delete(String key, OptionalLong ifGeneration) {
    Optional<KvValue> value = lookup(key);
    value.ifPresent(present -> present.body().close());
    return value.isPresent();
  }
}
