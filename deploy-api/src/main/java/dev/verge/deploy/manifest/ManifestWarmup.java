package dev.verge.deploy.manifest;

import static dev.verge.deploy.manifest.Refusals.refused;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.verge.isolate.warmup.SampleRequest;
import dev.verge.isolate.warmup.WarmUpPlan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a version's code is to be warmed up; everything may be absent.
 *
 * @param requests sent in turn; when left out, a browser's {@code GET /}
 * @param record whether requests that it serves are kept to warm up the next version with
 * @param budgetMs the longest that it may take, in milliseconds; 0 for no warm-up at all
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ManifestWarmup(
    Optional<List<ManifestSample>> requests, Optional<Boolean> record, Optional<Long> budgetMs) {
  /** When the manifest says nothing. */
  public static final ManifestWarmup DEFAULT =
      new ManifestWarmup(Optional.empty(), Optional.empty(), Optional.empty());

  private static final long DEFAULT_BUDGET_MS = 10_000;
  private static final long MAX_BUDGET_MS = 300_000;
  private static final int MAX_REQUESTS = 16;

  public ManifestWarmup {
    requests = requests.map(List::copyOf);
  }

  void check() {
    long budget = budgetMs.orElse(DEFAULT_BUDGET_MS);
    if (budget < 0 || budget > MAX_BUDGET_MS) {
      throw refused(
          "warmup.budget_ms is %d; it must be from 0, for no warm-up, to %d."
              .formatted(budget, MAX_BUDGET_MS));
    }
    List<ManifestSample> samples = requests.orElse(List.of());
    if (samples.size() > MAX_REQUESTS) {
      throw refused(
          "warmup.requests has %d entries; at most %d fit."
              .formatted(samples.size(), MAX_REQUESTS));
    }
    for (int i = 0; i < samples.size(); i++) {
      samples.get(i).check("warmup.requests[%d]".formatted(i));
    }
  }

  /** Whether requests are worth keeping: nothing else is said, and nobody has forbidden it. */
  public boolean records() {
    return record.orElse(true)
        && requests.orElse(List.of()).isEmpty()
        && budgetMs.orElse(DEFAULT_BUDGET_MS) > 0;
  }

  /**
   * How to do it; empty when it is not to be done.
   *
   * @param authority the function's own name
   * @param otherwise what to send when the manifest says nothing; when empty, a browser's request
   */
  public Optional<WarmUpPlan> plan(String authority, List<SampleRequest> otherwise) {
    long budget = budgetMs.orElse(DEFAULT_BUDGET_MS);
    if (budget == 0) {
      return Optional.empty();
    }
    List<SampleRequest> said =
        requests.orElse(List.of()).stream().map(ManifestSample::toSample).toList();
    List<SampleRequest> known = said.isEmpty() ? otherwise : said;
    return Optional.of(
        new WarmUpPlan(
            authority,
            known.isEmpty() ? List.of(SampleRequest.BROWSER) : known,
            Duration.ofMillis(budget)));
  }
}
