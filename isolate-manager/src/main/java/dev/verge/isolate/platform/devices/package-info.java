/** Which device a user agent is said to be. Knows no ABI. */
package dev.verge.isolate.platform.devices;
