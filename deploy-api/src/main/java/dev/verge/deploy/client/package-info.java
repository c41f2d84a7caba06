/**
 * The shell's side of the control plane: a REST client, and the commands of {@code ./verge} that
 * talk to a running platform.
 *
 * <p>{@link dev.verge.deploy.client.ClientCommands} is what the launcher's command line adds;
 * {@link dev.verge.deploy.client.ControlPlaneClient} and {@link
 * dev.verge.deploy.client.FunctionSource} are what {@code up} deploys the samples with. Everything
 * here blocks and belongs to one thread. What goes wrong is a {@link
 * dev.verge.deploy.client.ClientException}, whose message is fit to be shown alone; what was typed
 * wrongly is one of picocli's exceptions. What a command shows is on standard output, and with
 * {@code --json} the control plane's own document; all else that it says is on standard error.
 */
package dev.verge.deploy.client;
