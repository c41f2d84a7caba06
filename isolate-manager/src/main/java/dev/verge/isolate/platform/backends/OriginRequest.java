package dev.verge.isolate.platform.backends;

import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.platform.body.Source;
import dev.verge.isolate.platform.http.Uri;

/**
 * A request to a backend.
 *
 * @param method as the guest has it
 * @param uri absolute; its authority is the {@code Host}, unless the backend overrides it
 * @param headers in the order in which they are sent; hop-by-hop fields and framing fields are left
 *     out on the way
 * @param body read by the sending thread from then on
 * @param framedByHeaders whether {@code content-length} or {@code transfer-encoding} among the
 *     headers say how the body is framed, rather than its length
 * @param decompress whether a gzip body of the response is to be unpacked
 */
public record OriginRequest(
    String method,
    Uri uri,
    HeaderList headers,
    Source body,
    boolean framedByHeaders,
    boolean decompress) {

  /** This request with other headers. */
  public OriginRequest withHeaders(HeaderList others) {
    return new OriginRequest(method, uri, others, body, framedByHeaders, decompress);
  }
}
