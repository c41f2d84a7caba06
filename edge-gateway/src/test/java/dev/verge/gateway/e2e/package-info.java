/**
 * Tests of the running platform, as {@code up} composes it, in this JVM: deployed to over REST,
 * asked over sockets, with guests that real toolchains compiled.
 */
package dev.verge.gateway.e2e;
