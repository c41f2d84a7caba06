/**
 * Which program and which device a user agent is said to be, by the rules of uap-core. Knows no
 * ABI.
 */
package dev.verge.isolate.platform.devices;
