package dev.verge.isolate.platform.httpcache;

import dev.verge.isolate.binding.Backend;
import dev.verge.isolate.platform.backends.OriginRequest;
import dev.verge.isolate.platform.backends.OriginResponse;
import dev.verge.isolate.platform.body.ByteSource;
import dev.verge.isolate.platform.body.Source;
import dev.verge.isolate.platform.cache.CacheException;
import dev.verge.isolate.platform.cache.Lifetime;
import dev.verge.isolate.platform.cache.StoreOptions;
import dev.verge.isolate.platform.http.HeaderFields;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** One request on its way through the cache. Waits nowhere. */
final class ReadThroughRun {
  /** How long requests for what cannot be stored go by the cache, without waiting in line. */
  private static final Duration UNCACHEABLE = Duration.ofMinutes(2);

  private final OriginSender origins;
  private final CacheOverride override;
  private final Backend backend;
  private final OriginRequest request;
  private final CompletableFuture<OriginResponse> answer;

  ReadThroughRun(
      OriginSender origins,
      CacheOverride override,
      Backend backend,
      OriginRequest request,
      CompletableFuture<OriginResponse> answer) {
    this.origins = origins;
    this.override = override;
    this.backend = backend;
    this.request = request;
    this.answer = answer;
  }

  /** The lookup is done. */
  void proceed(HttpTransaction transaction) {
    try {
      if (transaction.obliged() && origins.sick(backend) && tryStale(transaction)) {
        return;
      }
      boolean answered = transaction.usable() && answerFrom(transaction, true);
      if (transaction.obliged() && !transaction.passed()) {
        fetch(transaction);
      } else {
        transaction.close();
        if (!answered) {
          passRecorded();
        }
      }
    } catch (RuntimeException | Error e) {
      transaction.close();
      answer.completeExceptionally(e);
      throw e;
    }
  }

  private void fetch(HttpTransaction transaction) {
    CacheRequest suggested = transaction.suggestedRequest();
    CompletableFuture<OriginResponse> sent =
        origins.send(
            backend,
            new OriginRequest(
                suggested.method(),
                suggested.uri(),
                suggested.headers().toList(),
                ByteSource.EMPTY,
                false,
                request.decompress()));
    var _ =
        answer.whenComplete(
            (response, error) -> {
              if (answer.isCancelled()) {
                sent.cancel(true);
              }
            });
    var _ =
        sent.whenComplete(
            (response, error) -> {
              if (error != null) {
                failed(transaction, error);
              } else {
                arrived(transaction, response);
              }
            });
  }

  /** It is recorded that the response cannot be stored: the request goes as the guest made it. */
  private void passRecorded() {
    HeaderFields headers = HeaderFields.of(request.headers());
    headers.remove(CacheRequest.KEY_FIELD);
    CompletableFuture<OriginResponse> sent =
        origins.send(backend, request.withHeaders(headers.toList()));
    var _ =
        answer.whenComplete(
            (response, error) -> {
              if (answer.isCancelled()) {
                sent.cancel(true);
              }
            });
    var _ =
        sent.whenComplete(
            (response, error) -> {
              if (error != null) {
                answer.completeExceptionally(unwrapped(error));
              } else {
                answerDirectly(response, false);
              }
            });
  }

  private void failed(HttpTransaction transaction, Throwable error) {
    if (answer.isCancelled()) {
      transaction.close();
    } else if (!tryStale(transaction)) {
      giveUp(transaction);
      answer.completeExceptionally(unwrapped(error));
    }
  }

  private void arrived(HttpTransaction transaction, OriginResponse response) {
    boolean handedOn = false;
    try {
      if (response.status() >= 500 && tryStale(transaction)) {
        return;
      }
      Prepared prepared =
          transaction.prepare(
              new HttpHead(response.status(), response.version(), response.headers()));
      StoreOptions options = overridden(transaction.suggestedOptions(prepared.head()));
      switch (action(prepared, options)) {
        case INSERT -> {
          HttpTransaction.Stored stored = transaction.insertAndStreamBack(options);
          stored.writer().fill(response.body());
          handedOn = true;
          answerFrom(stored.transaction(), false);
          stored.transaction().close();
        }
        case UPDATE -> {
          HttpTransaction fresh = transaction.updateAndReturnFresh(options);
          answerFrom(fresh, true);
          fresh.close();
        }
        case DO_NOT_STORE -> {
          giveUp(transaction);
          handedOn = answerDirectly(response, true);
        }
        case RECORD_UNCACHEABLE -> {
          transaction.recordUncacheable(UNCACHEABLE, options.vary());
          handedOn = answerDirectly(response, true);
        }
      }
    } catch (CacheException e) {
      // Cancelled meanwhile, or somebody else has replaced it: there still is an answer.
      handedOn = answerUnstored(transaction, response);
    } finally {
      transaction.close();
      if (!handedOn) {
        response.body().close();
      }
    }
  }

  private boolean answerUnstored(HttpTransaction transaction, OriginResponse response) {
    Optional<HttpTransaction> found = transaction.readingFound();
    if (response.status() == 304 && found.isPresent()) {
      answerFrom(found.get(), true);
      return false;
    }
    return answerDirectly(response, true);
  }

  /** What is stale at once and cannot be revalidated is not worth others' waiting for it. */
  private static StorageAction action(Prepared prepared, StoreOptions options) {
    Lifetime lifetime = options.lifetime();
    HeaderFields fields = prepared.head().fields();
    boolean useless =
        lifetime.maxAge().compareTo(lifetime.initialAge()) <= 0
            && lifetime.staleWhileRevalidate().isZero()
            && lifetime.staleIfError().isZero()
            && !fields.has("etag")
            && !fields.has("last-modified");
    return prepared.action() == StorageAction.INSERT && useless
        ? StorageAction.RECORD_UNCACHEABLE
        : prepared.action();
  }

  private StoreOptions overridden(StoreOptions options) {
    Lifetime own = options.lifetime();
    Lifetime lifetime =
        new Lifetime(
            override.ttl().map(own.initialAge()::plus).orElse(own.maxAge()),
            own.initialAge(),
            override.staleWhileRevalidate().orElse(own.staleWhileRevalidate()),
            own.staleIfError());
    Set<String> keys = new LinkedHashSet<>(options.surrogateKeys());
    keys.addAll(override.surrogateKeys());
    return new StoreOptions(
        lifetime,
        options.vary(),
        keys,
        request.decompress() ? OptionalLong.empty() : options.length(),
        options.metadata(),
        override.pci());
  }

  /** Answers with the stale response if it is good for that; so are those who wait. */
  private boolean tryStale(HttpTransaction transaction) {
    if (transaction.found().filter(f -> f.usableIfError() || f.freshness().usable()).isEmpty()) {
      return false;
    }
    try {
      transaction.chooseStale();
    } catch (CacheException e) {
      return false; // cancelled meanwhile
    }
    answerFrom(transaction, true);
    transaction.close();
    return true;
  }

  /** Lets those who wait go on all at once: they would only have the same answer in turn. */
  private static void giveUp(HttpTransaction transaction) {
    try {
      transaction.dismiss();
    } catch (CacheException e) {
      // cancelled meanwhile, or somebody else has replaced it
    }
    transaction.close();
  }

  private boolean answerFrom(HttpTransaction transaction, boolean hit) {
    if (answer.isDone()) {
      return true;
    }
    Optional<FoundResponse> found = transaction.response(true);
    found.ifPresent(
        response -> {
          long hits = hit ? transaction.found().orElseThrow().hits() : 0;
          answer(response.head(), response.body(), hit, hits, Optional.empty());
        });
    return found.isPresent();
  }

  /**
   * Answers with the backend's own response.
   *
   * @param changed whether it may be more than was asked for: the whole of what a HEAD asked for
   * @return whether somebody has its body now
   */
  private boolean answerDirectly(OriginResponse response, boolean changed) {
    HttpHead head = new HttpHead(response.status(), response.version(), response.headers());
    boolean bodyless = changed && request.method().equals("HEAD");
    answer(head, bodyless ? ByteSource.EMPTY : response.body(), false, 0, response.peer());
    return !bodyless;
  }

  private void answer(
      HttpHead head, Source body, boolean hit, long hits, Optional<InetSocketAddress> peer) {
    HeaderFields fields = head.fields();
    addToList(fields, "x-cache", hit ? "HIT" : "MISS");
    addToList(fields, "x-cache-hits", Long.toString(hits));
    fields.remove("surrogate-control");
    fields.remove("surrogate-key");
    if (!answer.complete(
        new OriginResponse(head.status(), head.version(), fields.toList(), body, peer, hit))) {
      body.close();
    }
  }

  /** Each cache on the way adds its own word. */
  private static void addToList(HeaderFields fields, String name, String value) {
    fields.set(name, fields.first(name).map(before -> before + ", " + value).orElse(value));
  }

  private static Throwable unwrapped(Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }
}
