package dev.verge.isolate.warmup;

import dev.verge.isolate.exchange.HeaderList;
import java.util.List;

/**
 * A request to exercise a guest with.
 *
 * @param method such as {@code GET}
 * @param path starts with {@code /}; not decoded
 * @param query what stands behind the first {@code ?}, not decoded; empty when there is none
 * @param headers in their order; without {@code Host} the function's own name is sent
 * @param body sent in UTF-8; may be empty
 */
public record SampleRequest(
    String method, String path, String query, HeaderList headers, String body) {
  /** What a browser asks for first. */
  public static final SampleRequest BROWSER =
      new SampleRequest(
          "GET",
          "/",
          "",
          HeaderList.of(
              List.of(
                  new HeaderList.Field(
                      "User-Agent",
                      "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
                  new HeaderList.Field(
                      "Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
                  new HeaderList.Field("Accept-Language", "en-US,en;q=0.5"),
                  new HeaderList.Field("Accept-Encoding", "gzip, deflate, br, zstd"))),
          "");
}
