/** Where an address is said to be. Knows no ABI. */
package dev.verge.isolate.platform.geo;
