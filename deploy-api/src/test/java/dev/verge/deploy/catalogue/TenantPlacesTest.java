package dev.verge.deploy.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

/** One tenant waits for itself, and for nobody else. */
class TenantPlacesTest {
  private final TenantPlaces places = new TenantPlaces(2);

  @Test
  void aTenantWithAllItsPlacesWaitsWhileItsNeighbourDoesNot() throws Exception {
    TenantPlaces.Place first = places.take("acme");
    try (TenantPlaces.Place _ = places.take("acme")) {
      Thread third = Thread.ofVirtual().start(() -> places.take("acme").close());
      await().until(() -> third.getState() == Thread.State.WAITING);

      places.take("other").close();
      assertThat(third.isAlive()).isTrue();

      first.close();
      third.join();
    }
    places.take("acme").close();
  }
}
