package dev.verge.isolate.warmup;

import dev.verge.isolate.FunctionId;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.RequestHead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * A few of the requests that functions have served, to warm up their next versions with: {@code
 * GET} and {@code HEAD} only, without query and body, and of the headers only those that say what a
 * client can read; never a credential. Safe on any thread.
 */
public final class RecentRequests {
  /** Of each function; what was asked for longest ago goes first. */
  private static final int MOST = 8;

  private static final Set<String> METHODS = Set.of("GET", "HEAD");
  private static final Set<String> HEADERS =
      Set.of("accept", "accept-encoding", "accept-language", "user-agent");
  private static final Pattern PATH = Pattern.compile("/[\\x21-\\x22\\x24-\\x7E]{0,511}");
  private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7E]{0,512}");

  /** Requests in between are not looked at, so that serving costs nothing for it. */
  private static final long INTERVAL_NANOS = Duration.ofMillis(100).toNanos();

  private final ConcurrentHashMap<FunctionId, Kept> byFunction = new ConcurrentHashMap<>();

  /**
   * Keeps a function's requests from now on.
   *
   * @param before those that were kept before
   */
  public void keep(FunctionId function, List<SampleRequest> before) {
    var _ = byFunction.computeIfAbsent(function, _ -> new Kept(before));
  }

  /** Forgets a function's requests, and keeps none from now on. */
  public void forget(FunctionId function) {
    byFunction.remove(function);
  }

  /** The function has served a request. */
  public void served(FunctionId function, RequestHead request) {
    Kept kept = byFunction.get(function);
    if (kept != null && kept.wants(System.nanoTime()) && isFit(request)) {
      kept.add(request);
    }
  }

  /** The requests of every function that has new ones since this was asked last. */
  public Map<FunctionId, List<SampleRequest>> news() {
    Map<FunctionId, List<SampleRequest>> news = new HashMap<>();
    byFunction.forEach(
        (function, kept) -> {
          List<SampleRequest> requests = kept.news();
          if (!requests.isEmpty()) {
            news.put(function, requests);
          }
        });
    return news;
  }

  private static boolean isFit(RequestHead request) {
    return METHODS.contains(request.method())
        && request.upgrade().isEmpty()
        && PATH.matcher(request.path()).matches();
  }

  private static final class Kept {
    private final Map<String, SampleRequest> requests =
        new LinkedHashMap<>(MOST * 2, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, SampleRequest> eldest) {
            return size() > MOST;
          }
        };
    private volatile long lastNanos = System.nanoTime() - INTERVAL_NANOS;
    private boolean changed;

    Kept(List<SampleRequest> before) {
      before.forEach(request -> requests.put(request.method() + request.path(), request));
    }

    boolean wants(long nowNanos) {
      if (nowNanos - lastNanos < INTERVAL_NANOS) {
        return false;
      }
      lastNanos = nowNanos;
      return true;
    }

    synchronized void add(RequestHead request) {
      String key = request.method() + request.path();
      if (requests.get(key) == null) {
        requests.put(key, sample(request));
        changed = true;
      }
    }

    synchronized List<SampleRequest> news() {
      if (!changed) {
        return List.of();
      }
      changed = false;
      return List.copyOf(requests.values());
    }

    private static SampleRequest sample(RequestHead request) {
      List<HeaderList.Field> fields = new ArrayList<>();
      for (HeaderList.Field field : request.headers()) {
        if (HEADERS.contains(field.name().toLowerCase(Locale.ROOT))
            && VALUE.matcher(field.value()).matches()
            && fields.size() < HEADERS.size()) {
          fields.add(field);
        }
      }
      return new SampleRequest(request.method(), request.path(), "", HeaderList.of(fields), "");
    }
  }
}
