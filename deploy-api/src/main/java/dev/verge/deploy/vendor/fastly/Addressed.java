package dev.verge.deploy.vendor.fastly;

import dev.verge.deploy.audit.Change;
import dev.verge.deploy.http.Call;
import dev.verge.deploy.store.StoredService;

/** Which service, and which version of it, a path names. */
final class Addressed {
  static final String SERVICE = FastlyDialect.ROOT + "/service/{service}";
  static final String VERSION = SERVICE + "/version/{number}";

  private final FastlyServices services;

  Addressed(FastlyServices services) {
    this.services = services;
  }

  StoredService service(Call call) {
    return services.service(Tenancy.of(call), call.parameter("service"));
  }

  int number(Call call) {
    String number = call.parameter("number");
    if (!number.matches("[1-9][0-9]{0,8}")) {
      throw FastlyServices.missing("Versions are numbered 1, 2, 3 and so on.");
    }
    return Integer.parseInt(number);
  }

  Draft draft(Call call) {
    return services.draft(service(call), number(call));
  }

  /** What somebody changes of a version. */
  Change change(Call call, StoredService service, String what) {
    return call.changeTo(service.function()).with("version %d: %s".formatted(number(call), what));
  }
}
