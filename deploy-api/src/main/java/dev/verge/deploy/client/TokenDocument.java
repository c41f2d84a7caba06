package dev.verge.deploy.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * An access token as the control plane tells it.
 *
 * @param token what it is; told only when it is made
 * @param id what it is called by
 * @param name what its maker called it
 * @param tenant whose things it is for; empty for those of all tenants
 * @param scope what it allows
 * @param created when it was made
 * @param createdBy who made it
 * @param lastUsed when it was last used
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record TokenDocument(
    Optional<String> token,
    String id,
    String name,
    Optional<String> tenant,
    String scope,
    String created,
    @JsonProperty("created_by") ActorDocument createdBy,
    @JsonProperty("last_used") Optional<String> lastUsed) {}
