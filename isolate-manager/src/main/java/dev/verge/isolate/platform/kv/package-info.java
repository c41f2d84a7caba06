/**
 * The KV stores of all tenants, durable. {@link dev.verge.isolate.platform.kv.KvStores} is the
 * door; guests and the control plane come through it. Knows no ABI.
 */
package dev.verge.isolate.platform.kv;
