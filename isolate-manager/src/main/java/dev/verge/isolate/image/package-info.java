/**
 * What a guest's memory holds at first, kept once and mapped privately by every instance: the
 * kernel copies a page when it is first written, and tells afterwards which pages those were.
 *
 * <p>{@link dev.verge.isolate.image.ImageStore} keeps {@link dev.verge.isolate.image.MemoryImage}s;
 * each is mapped as any number of {@link dev.verge.isolate.image.PrivateMapping}s, which can be put
 * back to the image. Called by {@code engine}; knows no engine. Linux only, through {@code
 * java.lang.foreign}: elsewhere there is no store, and memories are made without it.
 */
package dev.verge.isolate.image;
