package dev.verge.gateway.up;

import dev.verge.isolate.platform.PlatformServices;
import dev.verge.isolate.platform.logs.FunctionLogs;
import dev.verge.isolate.pool.IsolateSettings;
import dev.verge.isolate.pool.Isolates;

/**
 * What everything that runs functions stands on, with or without a control plane.
 *
 * @param logs what functions have to say
 * @param services what guests can reach
 * @param isolates where guests run
 */
public record Foundation(FunctionLogs logs, PlatformServices services, Isolates isolates) {
  /**
   * Starts all of it in the home directory of the services.
   *
   * @param kind which programs it is for
   * @param parts closes it
   */
  public static Foundation lay(
      Kind kind, IsolateSettings isolates, PlatformServices.Settings services, Parts parts) {
    FunctionLogs logs = parts.add(FunctionLogs.open(services.home().resolve("logs")));
    PlatformServices opened = parts.add(PlatformServices.open(services));
    Isolates started =
        switch (kind) {
          case ANY -> Isolates.start(isolates, logs, opened);
          case COMPUTE -> Isolates.startForCompute(isolates, logs, opened);
        };
    return new Foundation(logs, opened, parts.add(started));
  }

  /** Which programs are served. */
  public enum Kind {
    /** Of any guest ABI, as their imports tell. */
    ANY,
    /** Of Fastly Compute alone, whatever they import. */
    COMPUTE
  }
}
