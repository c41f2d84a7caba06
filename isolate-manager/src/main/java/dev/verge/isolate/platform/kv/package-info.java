/** The KV stores of all tenants, durable. Knows no ABI. */
package dev.verge.isolate.platform.kv;
