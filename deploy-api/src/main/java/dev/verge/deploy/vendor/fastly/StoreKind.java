package dev.verge.deploy.vendor.fastly;

/** What a resource link may lead to. */
enum StoreKind {
  CONFIG("config-store"),
  KV("kv-store"),
  SECRET("secret-store"),
  ACL("acl");

  private final String type;

  StoreKind(String type) {
    this.type = type;
  }

  /** As a link tells it. */
  String type() {
    return type;
  }
}
