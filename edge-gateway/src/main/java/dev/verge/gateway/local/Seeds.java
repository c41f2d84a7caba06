package dev.verge.gateway.local;

import dev.verge.deploy.fastly.KvEntry;
import dev.verge.deploy.fastly.Secret;
import dev.verge.gateway.up.UpException;
import dev.verge.isolate.binding.Bindings;
import dev.verge.isolate.platform.PlatformServices;
import dev.verge.isolate.platform.body.ByteSource;
import dev.verge.isolate.platform.kv.KvInsert;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a program's stores begin with.
 *
 * @param program whose stores they are
 */
record Seeds(Program program) {
  /** Makes the stores that the program may open, and puts over what they have. */
  void plantIn(PlatformServices services, String tenant) {
    Bindings bindings = program.manifest().guestConfig().bindings();
    bindings.kvStores().values().forEach(name -> services.kvStores().create(tenant, name));
    bindings.secretStores().values().forEach(name -> services.secretStores().create(tenant, name));
    try {
      for (KvEntry entry : program.kvEntries()) {
        services
            .kvStores()
            .open(tenant, entry.store())
            .insert(
                entry.key(),
                new ByteSource(entry.value().bytes()),
                new KvInsert(
                    KvInsert.Mode.OVERWRITE,
                    OptionalLong.empty(),
                    entry.metadata().orElse(""),
                    Optional.empty()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UpException("The KV stores were not filled: the thread was interrupted.", e);
    }
    for (Secret secret : program.secrets()) {
      services.secretStores().put(tenant, secret.store(), secret.name(), secret.value().bytes());
    }
  }
}
