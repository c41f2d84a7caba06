/**
 * What guests can reach, independent of any ABI: here is decided, the guest ABIs only translate.
 * {@link dev.verge.isolate.platform.PlatformServices} has them all.
 */
package dev.verge.isolate.platform;
