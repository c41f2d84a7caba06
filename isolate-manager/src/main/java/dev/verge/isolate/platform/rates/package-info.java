/** Rate counters and penalty boxes, by tenant and name. Knows no ABI. */
package dev.verge.isolate.platform.rates;
