/**
 * Fastly Compute projects in Verge's words: {@link dev.verge.deploy.fastly.FastlyProject} reads a
 * project's {@code fastly.toml} and says what becomes a version's manifest, which entries its KV
 * stores should have, and which secrets.
 *
 * <p>The grammar of {@code [local_server]} is that of Fastly's local emulator, Viceroy. Used by the
 * commands {@code deploy} and {@code serve}; blocks on files, keeps nothing, safe on any thread.
 * What goes wrong is a {@link dev.verge.deploy.fastly.FastlyProjectException}, whose message is fit
 * to be shown alone.
 */
package dev.verge.deploy.fastly;
