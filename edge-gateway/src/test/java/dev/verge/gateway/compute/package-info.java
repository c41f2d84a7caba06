/**
 * Tests of programs made with Fastly's SDKs on the running platform, against origins that are real
 * servers on loopback, well-behaved ones and others.
 */
package dev.verge.gateway.compute;
