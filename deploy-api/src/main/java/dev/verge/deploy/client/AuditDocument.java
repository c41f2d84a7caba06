package dev.verge.deploy.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Optional;

/**
 * A line of the audit log as the control plane tells it.
 *
 * @param time when
 * @param token who
 * @param tenant whose things it was done to
 * @param function which one
 * @param action what was done
 * @param detail what else there is to know
 * @param outcome how it ended
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record AuditDocument(
    String time,
    ActorDocument token,
    Optional<String> tenant,
    Optional<String> function,
    String action,
    String detail,
    String outcome) {}
