package dev.verge.gateway.local;

import dev.verge.deploy.client.ClientException;
import dev.verge.deploy.fastly.FastlyProjectException;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.gateway.up.UpException;
import dev.verge.isolate.platform.assets.AssetsRefusedException;
import dev.verge.isolate.platform.kv.KvException;
import dev.verge.isolate.platform.secrets.SecretRefusedException;
import dev.verge.isolate.template.ModuleRefusedException;
import java.util.function.Supplier;

/** Tells what is wrong with a program apart from what is wrong with Verge. */
final class Refusals {
  private Refusals() {}

  /**
   * Does something with a program.
   *
   * @throws UpException when it is refused, with the reason alone as its message
   */
  static <T> T inWords(Supplier<T> action) {
    try {
      return action.get();
    } catch (ClientException
        | FastlyProjectException
        | ProblemException
        | ModuleRefusedException
        | AssetsRefusedException
        | KvException
        | SecretRefusedException e) {
      throw new UpException(e.getMessage(), e);
    }
  }
}
