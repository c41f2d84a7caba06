package dev.verge.isolate.engine;

import dev.verge.isolate.image.MemoryImage;
import java.util.Optional;

/**
 * What every instance of a module starts from.
 *
 * @param image of its memory
 * @param pages of 64 KiB that the memory has at first
 * @param mostPages that it may grow to
 * @param globals values of the mutable globals in place of what the module says, as {@link
 *     EngineInternals.State#now} tells them
 * @param starts whether the module's start function is still to be run
 * @param changesTables whether the module has instructions that can change its tables
 */
record InitialState(
    MemoryImage image,
    long pages,
    long mostPages,
    Optional<long[]> globals,
    boolean starts,
    boolean changesTables) {}
