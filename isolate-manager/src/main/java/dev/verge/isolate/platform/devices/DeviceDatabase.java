package dev.verge.isolate.platform.devices;

/** What is known of user agents. Safe on any thread. */
public final class DeviceDatabase {
  /** With the library's own data. */
  public DeviceDatabase() {}
}
