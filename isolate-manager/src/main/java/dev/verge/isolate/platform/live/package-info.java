/**
 * Config stores and access control lists of tenants that are changed while functions run. Kept in a
 * database, read from snapshots in memory; a request sees the same of a store from its beginning to
 * its end. Knows no ABI.
 */
package dev.verge.isolate.platform.live;
