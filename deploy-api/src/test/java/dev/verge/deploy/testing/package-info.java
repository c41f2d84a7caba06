/** A control plane to test against, and modules to upload. */
package dev.verge.deploy.testing;
