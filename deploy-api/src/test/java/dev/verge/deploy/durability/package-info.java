/** What is still true after a platform was killed. */
package dev.verge.deploy.durability;
