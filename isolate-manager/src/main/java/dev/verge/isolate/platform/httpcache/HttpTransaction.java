package dev.verge.isolate.platform.httpcache;

import dev.verge.isolate.platform.cache.CacheException;
import dev.verge.isolate.platform.cache.Found;
import dev.verge.isolate.platform.cache.Insertion;
import dev.verge.isolate.platform.cache.ObjectWriter;
import dev.verge.isolate.platform.cache.StoreOptions;
import dev.verge.isolate.platform.cache.TenantCache;
import dev.verge.isolate.platform.cache.Transaction;
import dev.verge.isolate.platform.cache.VaryRule;
import dev.verge.isolate.platform.http.HeaderFields;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * A request's way through the cache, as {@link Transaction} describes it, with responses for
 * objects. For one thread at a time.
 */
public final class HttpTransaction implements AutoCloseable {
  private final TenantCache cache;
  private final InstantSource clock;
  private final CacheRequest request;
  private final Optional<Transaction> transaction;
  private final Optional<Found> object;
  private final boolean own;

  private HttpTransaction(
      TenantCache cache,
      InstantSource clock,
      CacheRequest request,
      Optional<Transaction> transaction,
      Optional<Found> object,
      boolean own) {
    this.cache = cache;
    this.clock = clock;
    this.request = request;
    this.transaction = transaction;
    this.object = object;
    this.own = own;
  }

  static HttpTransaction of(
      TenantCache cache, InstantSource clock, CacheRequest request, Transaction transaction) {
    return new HttpTransaction(
        cache, clock, request, Optional.of(transaction), Optional.empty(), false);
  }

  /** Of a lookup that takes no part in request collapsing. */
  static HttpTransaction of(
      TenantCache cache, InstantSource clock, CacheRequest request, Optional<Found> found) {
    return new HttpTransaction(cache, clock, request, Optional.empty(), found, false);
  }

  /** What was found, when something was; it may be too stale to be used. */
  public Optional<Found> found() {
    return object.or(() -> transaction.flatMap(Transaction::found));
  }

  /** Whether it is up to this transaction to insert or update. */
  public boolean obliged() {
    return transaction.filter(Transaction::obliged).isPresent();
  }

  /** Whether what was found may answer the request as it is. */
  public boolean usable() {
    return own || found().filter(f -> f.freshness().usable() || f.revalidationFailed()).isPresent();
  }

  /**
   * Whether what was found is of any use: to answer, if only in place of an error, or to be
   * validated (RFC 9111, section 4.3.1).
   */
  public boolean useful() {
    return usable()
        || found()
            .filter(
                found ->
                    found.usableIfError()
                        || head(found).fields().has("etag")
                        || head(found).fields().has("last-modified"))
            .isPresent();
  }

  /** The request that this is about. */
  public CacheRequest request() {
    return request;
  }

  /** Whether it is recorded that the response cannot be stored. */
  public boolean passed() {
    return transaction.filter(Transaction::passed).isPresent();
  }

  /**
   * The request to send to the backend: for the whole response, unless that cannot be stored
   * anyway.
   */
  public CacheRequest suggestedRequest() {
    return passed() ? request.withoutKey() : request.toBackend(found().map(HttpTransaction::head));
  }

  /** What to do with the backend's response, and what it becomes when stored. */
  public Prepared prepare(HttpHead response) {
    return StorageRules.prepare(
        request, response, found().map(HttpTransaction::head), cache.mostObjectBytes());
  }

  /** How to store a response; its head is the metadata. */
  public StoreOptions suggestedOptions(HttpHead response) {
    return StorageRules.suggested(request, response, clock.instant());
  }

  /**
   * Stores a response; its head is the metadata.
   *
   * @throws CacheException when not obliged, or when it is too large
   */
  public ObjectWriter insert(StoreOptions options) {
    return required().insert(options);
  }

  /** A response that is being stored, and a transaction that reads it. */
  public record Stored(ObjectWriter writer, HttpTransaction transaction) {}

  /** As {@link #insert}, and reads what is stored. */
  public Stored insertAndStreamBack(StoreOptions options) {
    Insertion insertion = required().insertAndStreamBack(options);
    return new Stored(insertion.writer(), reading(insertion.found()));
  }

  /** Stores the found response's body anew. */
  public void update(StoreOptions options) {
    required().update(options);
  }

  /** As {@link #update}, and reads what is stored then. */
  public HttpTransaction updateAndReturnFresh(StoreOptions options) {
    return reading(required().updateAndFind(options));
  }

  /** Uses the found response although it is stale; so do those who wait. */
  public void chooseStale() {
    required().chooseStale();
  }

  /** Records that nothing can be stored for a while. */
  public void recordUncacheable(Duration maxAge, VaryRule vary) {
    required().recordUncacheable(maxAge, vary);
  }

  /** Lets all who wait go by the cache. */
  void dismiss() {
    required().dismiss();
  }

  /** Reads what was found, whether it is stale or not; nothing but that. */
  Optional<HttpTransaction> readingFound() {
    return found().map(this::reading);
  }

  /** Hands the obligation on. */
  public void abandon() {
    required().cancel();
  }

  /**
   * The stored response, when it may be used.
   *
   * @param forClient whether conditions, ranges and {@code HEAD} of the request are heeded
   */
  public Optional<FoundResponse> response(boolean forClient) {
    return usable() ? found().map(found -> response(found, forClient)) : Optional.empty();
  }

  private FoundResponse response(Found found, boolean forClient) {
    HttpHead head = head(found);
    HeaderFields fields = head.fields();
    fields.remove("content-length");
    found.length().ifPresent(length -> fields.set("content-length", Long.toString(length)));
    if (!own) {
      fields.set("age", Long.toString(found.age().toSeconds()));
    }
    HttpHead current = head.with(head.status(), fields);
    return forClient
        ? new ClientView(request, found, current).response()
        : new FoundResponse(current, found.body());
  }

  private HttpTransaction reading(Found found) {
    return new HttpTransaction(cache, clock, request, Optional.empty(), Optional.of(found), true);
  }

  private Transaction required() {
    return transaction.orElseThrow(CacheException::notObliged);
  }

  private static HttpHead head(Found found) {
    return (HttpHead) found.options().metadata();
  }

  @Override
  public void close() {
    transaction.ifPresent(Transaction::close);
    object.ifPresent(Found::close);
  }
}
