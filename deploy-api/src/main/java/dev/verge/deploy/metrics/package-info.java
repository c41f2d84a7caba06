/** What the control plane tells Prometheus. */
package dev.verge.deploy.metrics;
