/**
 * A version's read-only files, seen by its guest as one mounted directory.
 *
 * <p>An asset tree is indexed once, when its version's template is made; paths are looked up in
 * that index and never in the host's file system, so no name can lead outside. There are no links
 * in it. Trees need no closing: what they map is unmapped when they are no longer reachable.
 */
package dev.verge.isolate.platform.assets;
