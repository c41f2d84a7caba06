/**
 * The shell's side of the control plane: a REST client and the commands deploy, list, rollback,
 * delete, logs, requests, top, tenants, tenant, tokens, token and audit.
 *
 * <p>{@link dev.verge.deploy.client.ClientCommands} is what the launcher's command line adds;
 * {@link dev.verge.deploy.client.ControlPlaneClient} and {@link
 * dev.verge.deploy.client.FunctionSource} are what {@code up} deploys the samples with. Everything
 * here blocks and belongs to one thread. What goes wrong is a {@link
 * dev.verge.deploy.client.ClientException}, whose message is fit to be shown alone.
 */
package dev.verge.deploy.client;
