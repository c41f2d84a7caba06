package dev.verge.gateway.access;

import dev.verge.isolate.exchange.RequestHead;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A request that was answered.
 *
 * @param epochMillis when it had arrived, in milliseconds since 1970
 * @param client who sent it
 * @param request its head; empty when it was not proper HTTP
 * @param status that it was answered with; 499 when the client left before
 * @param bytes of the response's body
 */
public record AccessEntry(
    long epochMillis, InetAddress client, Optional<RequestHead> request, int status, long bytes) {}
