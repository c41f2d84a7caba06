package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.platform.body.Body;
import dev.verge.isolate.platform.body.BrokenBodyException;
import dev.verge.isolate.platform.kv.KvException;
import dev.verge.isolate.platform.kv.KvInsert;
import dev.verge.isolate.platform.kv.KvPage;
import dev.verge.isolate.platform.kv.KvQuery;
import dev.verge.isolate.platform.kv.KvStore;
import dev.verge.isolate.platform.kv.KvValue;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * KV stores that a guest has opened, and its operations on them, each on a virtual thread of its
 * own. An operation sees what the guest began to write before: the JavaScript SDK does not wait for
 * a stream to be stored before it tells that it is.
 */
final class KvOperations {
  /** Bodies that one guest's inserts may be storing at once; the next insert waits. */
  private static final int MOST_INSERTS = 8;

  private static final Logger LOG = LoggerFactory.getLogger(KvOperations.class);

  private final Session session;
  private final Handles<KvStore> stores = new Handles<>();
  private final Deque<CompletableFuture<Long>> inserts = new ArrayDeque<>();
  private CompletableFuture<?> written = CompletableFuture.completedFuture(Optional.empty());

  KvOperations(Session session) {
    this.session = session;
  }

  /** Opens a store; {@link Status#INVAL} when the version has none of this name. */
  int open(GuestMemory memory, int name, int nameLen, int handleOut) {
    memory.requireRange(handleOut, Integer.BYTES);
    String text = GuestStore.text(memory, name, nameLen);
    String bound = session.bindings().kvStores().get(text);
    if (bound == null) {
      session.tell("this version has no KV store named " + text);
      throw StatusException.invalid("no such KV store");
    }
    memory.storeInt(handleOut, stores.add(opened(bound)));
    return Status.OK;
  }

  private KvStore opened(String bound) {
    try {
      return session.services().kvStore(session.function().tenant(), bound);
    } catch (KvException e) {
      session.tell("a KV store could not be made: " + e.getMessage());
      throw StatusException.invalid(e.getMessage());
    }
  }

  /** What a handle stands for. */
  KvStore store(int handle) {
    return stores.find(handle);
  }

  /**
   * A key.
   *
   * @throws StatusException {@link Status#INVAL} when it breaks the rules
   */
  String key(GuestMemory memory, int key, int keyLen) {
    String text = GuestStore.text(memory, key, keyLen);
    try {
      KvStore.requireKey(text);
      return text;
    } catch (KvException e) {
      session.tell("a key of a KV store was refused: " + e.getMessage());
      throw StatusException.invalid(e.getMessage());
    }
  }

  int lookup(KvStore store, String key) {
    CompletableFuture<Optional<KvValue>> result = new CompletableFuture<>();
    return start(new KvItem.Lookup(result), () -> store.lookup(key));
  }

  /** Takes the body; waits while too many others are being stored. */
  int insert(KvStore store, String key, int bodyHandle, KvInsert how) throws InterruptedException {
    session.body(bodyHandle);
    inserts.removeIf(CompletableFuture::isDone);
    while (inserts.size() >= MOST_INSERTS) {
      session.await(inserts.removeFirst());
    }
    CompletableFuture<Long> result = new CompletableFuture<>();
    Body body = session.takeBody(bodyHandle);
    int handle = start(new KvItem.Insert(result), () -> store.insert(key, body, how));
    inserts.addLast(result);
    wrote(result);
    return handle;
  }

  int delete(KvStore store, String key) {
    CompletableFuture<Boolean> result = new CompletableFuture<>();
    int handle = start(new KvItem.Delete(result), () -> store.delete(key));
    wrote(result);
    return handle;
  }

  int list(KvStore store, Supplier<KvQuery> query) {
    CompletableFuture<KvPage> result = new CompletableFuture<>();
    return start(new KvItem.Listing(result), () -> store.list(query.get()));
  }

  private <T> int start(KvItem<T> item, Callable<T> operation) {
    int handle = session.items().add(item);
    CompletableFuture<?> before = written;
    Thread.startVirtualThread(
        () -> {
          before.join();
          run(item.result(), operation);
        });
    return handle;
  }

  private void wrote(CompletableFuture<?> write) {
    CompletableFuture<?> done = write.handle((value, failure) -> Optional.empty());
    written = written.isDone() ? done : CompletableFuture.allOf(written, done);
  }

  private static <T> void run(CompletableFuture<T> result, Callable<T> operation) {
    try {
      result.complete(operation.call());
    } catch (Throwable e) {
      result.completeExceptionally(e);
    }
  }

  /** Waits for an operation; the developer is told when it did not do what was asked. */
  <T> KvResult<T> await(KvItem<T> item) throws InterruptedException {
    session.await(item.result());
    try {
      return new KvResult<>(KvResult.OK, Optional.of(item.result().join()));
    } catch (CompletionException e) {
      return new KvResult<>(error(e.getCause()), Optional.empty());
    }
  }

  private int error(Throwable failure) {
    return switch (failure) {
      case KvException e when e.reason() == KvException.Reason.PRECONDITION_FAILED ->
          KvResult.PRECONDITION_FAILED;
      case KvException e -> {
        session.tell("a KV store refused: " + e.getMessage());
        yield e.reason() == KvException.Reason.TOO_LARGE
            ? KvResult.PAYLOAD_TOO_LARGE
            : KvResult.BAD_REQUEST;
      }
      case BrokenBodyException e -> {
        session.tell("a value was not stored, its body broke off: " + e.getMessage());
        yield KvResult.INTERNAL_ERROR;
      }
      default -> {
        session.tell("a KV store failed; the platform's operator knows more");
        LOG.warn("An operation on a KV store of {} failed.", session.function(), failure);
        yield KvResult.INTERNAL_ERROR;
      }
    };
  }
}
