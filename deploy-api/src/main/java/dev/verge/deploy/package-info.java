/** The control plane. */
package dev.verge.deploy;
