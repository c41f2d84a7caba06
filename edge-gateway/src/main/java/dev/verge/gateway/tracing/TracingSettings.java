package dev.verge.gateway.tracing;

import java.net.URI;

/**
 * What an operator may set about traces.
 *
 * @param endpoint the collector: an {@code http} or {@code https} URL, to which {@code /v1/traces}
 *     is added
 * @param headers what it gets beside the traces
 * @param sample which share of the traces that begin here are told, from 0 to 1; what belongs to a
 *     client's trace is told when the client says so
 * @param version Verge's own
 */
public record TracingSettings(URI endpoint, ExportHeaders headers, double sample, String version) {}
