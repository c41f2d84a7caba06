package dev.verge.deploy.vendor.fastly;

import dev.verge.deploy.store.StoredService;
import dev.verge.deploy.store.StoredServiceVersion;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Services and their versions as documents. */
final class ServiceDocuments {
  private static final String TYPE = "wasm";
  private final FastlyServices services;

  ServiceDocuments(FastlyServices services) {
    this.services = services;
  }

  record ServiceDocument(
      String id,
      String name,
      String customerId,
      String type,
      String comment,
      String createdAt,
      String updatedAt,
      int version,
      List<VersionDocument> versions)
      implements Document {}

  record DetailsDocument(
      String id,
      String name,
      String customerId,
      String type,
      String comment,
      String createdAt,
      String updatedAt,
      Optional<VersionDocument> activeVersion,
      Optional<VersionDocument> version,
      List<VersionDocument> versions)
      implements Document {}

  record VersionDocument(
      int number,
      String serviceId,
      String comment,
      boolean active,
      boolean locked,
      boolean deployed,
      boolean staging,
      boolean testing,
      String createdAt,
      String updatedAt)
      implements Document {}

  /** Whose a tenant's services are, for Fastly. */
  static String customer(String tenant) {
    return Ids.of("customer", tenant);
  }

  ServiceDocument service(StoredService service) {
    List<VersionDocument> versions = versions(service);
    return new ServiceDocument(
        service.id(),
        service.name(),
        customer(service.function().tenant()),
        TYPE,
        service.comment(),
        Document.time(service.created()),
        Document.time(service.updated()),
        current(versions).number(),
        versions);
  }

  /**
   * As the other, with the version that is asked for.
   *
   * @param staged whether that is the one in staging, which nobody has here
   */
  DetailsDocument details(StoredService service, boolean staged) {
    List<VersionDocument> versions = versions(service);
    return new DetailsDocument(
        service.id(),
        service.name(),
        customer(service.function().tenant()),
        TYPE,
        service.comment(),
        Document.time(service.created()),
        Document.time(service.updated()),
        active(versions),
        staged ? Optional.empty() : Optional.of(current(versions)),
        versions);
  }

  List<VersionDocument> versions(StoredService service) {
    OptionalInt active = services.active(service);
    return services.versions(service).stream()
        .map(version -> version(service, version, active))
        .toList();
  }

  VersionDocument version(StoredService service, StoredServiceVersion version) {
    return version(service, version, services.active(service));
  }

  private static VersionDocument version(
      StoredService service, StoredServiceVersion version, OptionalInt active) {
    return new VersionDocument(
        version.number(),
        service.id(),
        version.comment(),
        active.equals(OptionalInt.of(version.number())),
        version.locked(),
        false,
        false,
        false,
        Document.time(version.created()),
        Document.time(version.updated()));
  }

  private static Optional<VersionDocument> active(List<VersionDocument> versions) {
    return versions.stream().filter(VersionDocument::active).findFirst();
  }

  /** The one that serves, else the newest; a service always has one. */
  private static VersionDocument current(List<VersionDocument> versions) {
    return active(versions).orElseGet(versions::getLast);
  }
}
