package dev.verge.isolate.platform.httpcache;

import dev.verge.isolate.platform.body.Source;

/**
 * A stored response.
 *
 * @param body to be closed
 */
public record FoundResponse(HttpHead head, Source body) {}
