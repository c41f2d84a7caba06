/**
 * What survives a crash: versions, deployments and claims, tenants, tokens and the audit log in
 * SQLite, binaries and assets in content-addressed files beside it.
 *
 * <p>The order of every change makes {@code kill -9} harmless. A file is written under {@code tmp},
 * forced to disk and renamed to its content's hash, and its directory is forced, before the
 * transaction that refers to it; files are removed only after the transaction that ended the last
 * reference. So a row's files always exist, and a crash leaves at most files without a row, which
 * the next start collects. {@link dev.verge.deploy.store.Store} is safe on any thread.
 */
package dev.verge.deploy.store;
