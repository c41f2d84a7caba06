/** Caching of HTTP responses as RFC 9111 says, over {@code platform.cache}. Knows no ABI. */
package dev.verge.isolate.platform.httpcache;
