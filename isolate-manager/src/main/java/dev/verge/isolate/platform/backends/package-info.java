/**
 * Requests to backends: connections, TLS, timeouts, health, and what went wrong. Knows no ABI; the
 * HTTP client underneath stays inside.
 */
package dev.verge.isolate.platform.backends;
