/**
 * A version's read-only files, seen by its guest as one mounted directory.
 *
 * <p>An asset tree is indexed once, when its version's template is made; paths are looked up in
 * that index and never in the host's file system, so no name can lead outside.
 */
package dev.verge.isolate.platform.assets;
