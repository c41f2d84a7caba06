package dev.verge.deploy.access;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.verge.deploy.audit.Actor;
import dev.verge.deploy.audit.Change;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.deploy.store.Accounts;
import dev.verge.deploy.store.NoSuchTenantException;
import dev.verge.deploy.store.StoreException;
import dev.verge.deploy.store.StoredToken;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access tokens that hold, the root token among them. All are in memory, so that nobody waits
 * for the disk to be recognised; what a token is, is known to its holder only.
 *
 * <p>Safe on any thread. {@link #make} and {@link #revoke} block on the disk and throw {@link
 * ProblemException} when what is asked cannot be granted.
 */
public final class Tokens implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);

  /** What every token begins with, so that people and scanners recognise a leaked one. */
  static final String PREFIX = "verge_";

  /** Random bytes of a token: 256 bits cannot be guessed, so their plain hash is safe to keep. */
  private static final int TOKEN_BYTES = 32;

  private static final int ID_BYTES = 8;

  /** They are all in memory. */
  private static final int MOST_PER_TENANT = 1000;

  /** A crash loses when tokens were used in so many seconds. */
  private static final int SECONDS_BETWEEN_SAVES = 60;

  private static final Pattern NAME = Pattern.compile("\\P{C}{1,100}");

  private final Accounts accounts;
  private final RootToken root;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Held> byHash = new ConcurrentHashMap<>();
  private final Map<String, Held> byId = new ConcurrentHashMap<>();
  private final ScheduledExecutorService saver =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("verge-tokens").factory());

  private Tokens(Accounts accounts, RootToken root) {
    this.accounts = accounts;
    this.root = root;
  }

  /**
   * The tokens of a store.
   *
   * @param root the token that may do everything
   */
  public static Tokens open(Accounts accounts, RootToken root) {
    Tokens tokens = new Tokens(accounts, root);
    accounts.tokens().forEach(token -> tokens.hold(new Held(token)));
    ScheduledFuture<?> _ =
        tokens.saver.scheduleWithFixedDelay(
            tokens::save, SECONDS_BETWEEN_SAVES, SECONDS_BETWEEN_SAVES, TimeUnit.SECONDS);
    return tokens;
  }

  /** A token in use. */
  private static final class Held {
    private final StoredToken token;
    private final Caller caller;
    private volatile Optional<Instant> lastUsed;
    private volatile Optional<Instant> saved;

    Held(StoredToken token) {
      this.token = token;
      this.caller =
          new Caller(
              new Actor(token.id(), token.name()),
              Scope.of(token.scope())
                  .orElseThrow(
                      () ->
                          new IllegalStateException(
                              "The token %s has the scope %s, which this Verge does not know."
                                  .formatted(token.id(), token.scope()))),
              token.tenant());
      this.lastUsed = token.lastUsed();
      this.saved = token.lastUsed();
    }

    StoredToken token() {
      return new StoredToken(
          token.id(),
          token.sha256(),
          token.name(),
          token.tenant(),
          token.scope(),
          token.created(),
          token.by(),
          lastUsed);
    }
  }

  /**
   * A token that was just made.
   *
   * @param secret the token itself, which cannot be had again
   * @param token what is kept of it
   */
  public record Made(String secret, StoredToken token) {}

  /**
   * Who presents a token; empty when it is not one, or is revoked. Tokens are found by their hash,
   * so that the time this takes tells nothing of others.
   */
  public Optional<Caller> caller(String presented) {
    if (root.matches(presented)) {
      return Optional.of(Caller.ROOT);
    }
    Optional<Held> held = Optional.ofNullable(byHash.get(sha256(presented)));
    held.ifPresent(token -> token.lastUsed = Optional.of(now()));
    return held.map(token -> token.caller);
  }

  /** Whether a caller's token still holds. */
  public boolean holds(Caller caller) {
    return caller.equals(Caller.ROOT) || byId.containsKey(caller.actor().id());
  }

  /**
   * Makes a token.
   *
   * @param by who does this; has the scope {@link Scope#ADMIN}
   * @param name for people: 1 to 100 characters
   * @param tenant whose things it is for; empty for those of all tenants
   * @param change what the audit log is told
   */
  public Made make(Caller by, String name, Scope scope, Optional<String> tenant, Change change) {
    tenant.ifPresentOrElse(by::requireTenant, by::requireAllTenants);
    if (!NAME.matcher(name).matches()) {
      throw new ProblemException(
          ProblemType.INVALID_NAME,
          "A token's name has 1 to 100 characters, none of them invisible.");
    }
    String secret =
        PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random(TOKEN_BYTES));
    StoredToken token =
        new StoredToken(
            HexFormat.of().formatHex(random(ID_BYTES)),
            sha256(secret),
            name,
            tenant,
            scope.label(),
            now(),
            by.actor(),
            Optional.empty());
    keep(token, tenant.map(change::in).orElse(change).with(described(token)));
    return new Made(secret, token);
  }

  /**
   * Held before it is stored: so {@link #forget} finds it whenever storing it was possible, and
   * nobody knows it yet when it was not. One at a time, so that those who come together are not
   * more than there may be.
   */
  private synchronized void keep(StoredToken token, Change change) {
    if (byId.values().stream().filter(held -> held.token.tenant().equals(token.tenant())).count()
        >= MOST_PER_TENANT) {
      throw new ProblemException(
          ProblemType.QUOTA_EXCEEDED,
          "There are %d tokens already, the most there may be. Revoke those that are not needed."
              .formatted(MOST_PER_TENANT));
    }
    Held held = new Held(token);
    hold(held);
    try {
      accounts.add(token, change);
    } catch (NoSuchTenantException e) {
      drop(held);
      throw new ProblemException(ProblemType.NO_SUCH_TENANT, e.getMessage());
    } catch (RuntimeException e) {
      drop(held);
      throw e;
    }
  }

  /** The tokens that are a caller's business, oldest first. */
  public List<StoredToken> list(Caller by) {
    return accounts.tokens().stream()
        .filter(token -> isBusinessOf(by, token))
        .map(token -> Optional.ofNullable(byId.get(token.id())).map(Held::token).orElse(token))
        .toList();
  }

  /**
   * Ends a token's life: who presents it from now on is nobody.
   *
   * @param change what the audit log is told
   */
  public void revoke(Caller by, String id, Change change) {
    Held held =
        Optional.ofNullable(byId.get(id))
            .filter(there -> isBusinessOf(by, there.token))
            .orElseThrow(Tokens::noSuchToken);
    if (!accounts.revoke(
        id, held.token.tenant().map(change::in).orElse(change).with(described(held.token)))) {
      throw noSuchToken();
    }
    drop(held);
  }

  /** To be called when a tenant is gone from the store, and its tokens with it. */
  void forget(String tenant) {
    byId.values().stream()
        .filter(held -> held.token.tenant().filter(tenant::equals).isPresent())
        .toList()
        .forEach(this::drop);
  }

  /** Keeps when tokens were used. */
  private void save() {
    Map<String, Instant> times = new HashMap<>();
    for (Held held : byId.values()) {
      Optional<Instant> used = held.lastUsed;
      if (!used.equals(held.saved)) {
        used.ifPresent(time -> times.put(held.token.id(), time));
      }
    }
    if (!times.isEmpty()) {
      try {
        accounts.used(times);
        times.forEach(
            (id, time) ->
                Optional.ofNullable(byId.get(id))
                    .ifPresent(held -> held.saved = Optional.of(time)));
      } catch (StoreException e) {
        LOG.warn("When access tokens were used could not be stored.", e);
      }
    }
  }

  @Override
  public void close() {
    saver.close();
    save();
  }

  private void hold(Held held) {
    byHash.put(held.token.sha256(), held);
    byId.put(held.token.id(), held);
  }

  private void drop(Held held) {
    byHash.remove(held.token.sha256());
    byId.remove(held.token.id());
  }

  /** Those for all tenants are the business of callers who have such a token themselves. */
  private static boolean isBusinessOf(Caller caller, StoredToken token) {
    return token.tenant().map(caller::sees).orElseGet(caller.tenant()::isEmpty);
  }

  private static String described(StoredToken token) {
    return "token %s \"%s\", scope %s, for %s"
        .formatted(token.id(), token.name(), token.scope(), token.tenant().orElse("all tenants"));
  }

  private byte[] random(int bytes) {
    byte[] drawn = new byte[bytes];
    random.nextBytes(drawn);
    return drawn;
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  private static ProblemException noSuchToken() {
    return new ProblemException(
        ProblemType.NO_SUCH_TOKEN, "There is no token of this id that you may revoke.");
  }

  private static String sha256(String token) {
    try {
      // Tokens are ASCII; what is not becomes question marks, and so no token.
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }
}
