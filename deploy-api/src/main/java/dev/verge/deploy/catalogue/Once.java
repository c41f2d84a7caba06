package dev.verge.deploy.catalogue;

import dev.verge.deploy.routing.Deployment;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Makes a deployment when it is asked for first; whoever asks meanwhile waits. */
final class Once implements Supplier<Deployment.Single> {
  private final Supplier<Deployment.Single> maker;
  private final Lock lock = new ReentrantLock();
  private Optional<Deployment.Single> made = Optional.empty();

  Once(Supplier<Deployment.Single> maker) {
    this.maker = maker;
  }

  @Override
  public Deployment.Single get() {
    lock.lock();
    try {
      if (made.isEmpty()) {
        made = Optional.of(maker.get());
      }
      return made.get();
    } finally {
      lock.unlock();
    }
  }
}
