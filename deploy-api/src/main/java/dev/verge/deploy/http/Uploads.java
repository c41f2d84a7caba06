package dev.verge.deploy.http;

import dev.verge.deploy.catalogue.TenantPlaces;
import dev.verge.deploy.metrics.ControlPlaneMetrics;
import dev.verge.deploy.metrics.ControlPlaneMetrics.UploadOutcome;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.isolate.InvalidNameException;
import java.io.IOException;

/**
 * What uploads have in common, whichever interface they come by: they are counted, and only so many
 * of each tenant are received at once.
 */
public final class Uploads {
  /** Of a tenant; others wait before they are read. */
  private static final int AT_ONCE = 4;

  private final TenantPlaces places = new TenantPlaces(AT_ONCE);
  private final ControlPlaneMetrics metrics;

  /**
   * @param metrics where they are counted
   */
  public Uploads(ControlPlaneMetrics metrics) {
    this.metrics = metrics;
  }

  /** Waits until one more may be received. */
  public TenantPlaces.Place take(String tenant) {
    return places.take(tenant);
  }

  /**
   * Has an upload of a version answered, and counts how that ends.
   *
   * @throws IOException as the action does
   */
  public void count(Call call, Action upload) throws IOException {
    UploadOutcome outcome = UploadOutcome.FAILED;
    try {
      upload.answer(call);
      outcome = UploadOutcome.STORED;
    } catch (ProblemException | InvalidNameException e) {
      outcome = UploadOutcome.REFUSED;
      throw e;
    } catch (BodyStream.BrokenException e) {
      outcome = UploadOutcome.BROKEN_OFF;
      throw e;
    } finally {
      metrics.uploaded(outcome);
    }
  }
}
