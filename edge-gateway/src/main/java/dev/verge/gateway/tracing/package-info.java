/**
 * Traces for OpenTelemetry: what requests did, told to a collector over OTLP, and W3C Trace Context
 * from clients and to backends.
 *
 * <p>{@link dev.verge.gateway.tracing.Tracing} is the door; its callers never wait. Nothing else
 * knows the OpenTelemetry SDK, which is not even loaded when there is no collector.
 */
package dev.verge.gateway.tracing;
