/** The data plane. */
package dev.verge.gateway;
