package dev.verge.isolate.exchange;

/**
 * The head of a request that a guest sends to a backend, as far as it says where it goes.
 *
 * @param backend the backend's name
 * @param method as the guest has it; of any length
 * @param scheme {@code http} or {@code https}
 * @param authority the host that is asked, and its port if that is told
 * @param path not decoded; starts with {@code /}, or is {@code *}
 * @param query what stands behind the first {@code ?}; empty when there is none
 */
public record OutboundRequest(
    String backend, String method, String scheme, String authority, String path, String query) {}
