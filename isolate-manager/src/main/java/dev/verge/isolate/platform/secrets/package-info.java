/** The secret stores of all tenants, encrypted at rest. Knows no ABI. */
package dev.verge.isolate.platform.secrets;
