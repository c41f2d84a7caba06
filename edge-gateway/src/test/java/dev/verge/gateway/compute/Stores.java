package dev.verge.gateway.compute;

/** The same stores, places and devices for guests in several languages. */
final class Stores {
  static final String TOML =
      """
      [local_server.config_stores.settings]
      format = "inline-toml"
      [local_server.config_stores.settings.contents]
      color = "blue"
      [local_server.kv_stores]
      things = []
      [local_server.secret_stores]
      secrets = [{ key = "password", data = "swordfish" }]
      [local_server.geolocation]
      format = "inline-toml"
      [local_server.geolocation.addresses."192.0.2.1"]
      as_name = "Example Net"
      as_number = 64500
      area_code = 0
      city = "Lund"
      conn_speed = "broadband"
      conn_type = "wired"
      continent = "EU"
      country_code = "SE"
      country_code3 = "SWE"
      country_name = "Sweden"
      latitude = 55.71
      longitude = 13.19
      metro_code = 0
      postal_code = "22100"
      proxy_description = "?"
      proxy_type = "?"
      region = "M"
      utc_offset = 100
      [local_server.device_detection]
      format = "inline-toml"
      [local_server.device_detection.user_agents."Example/1.0"]
      user_agent = {}
      os = {}
      device = { name = "Box", brand = "Example", is_mobile = false }
      """;

  private Stores() {}
}
