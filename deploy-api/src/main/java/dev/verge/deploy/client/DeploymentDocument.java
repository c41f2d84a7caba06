package dev.verge.deploy.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Optional;

/**
 * A deployment as the control plane tells it.
 *
 * @param version the one that serves
 * @param rollout the version that is tried, or was the last to be
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record DeploymentDocument(int version, Optional<RolloutDocument> rollout) {}
