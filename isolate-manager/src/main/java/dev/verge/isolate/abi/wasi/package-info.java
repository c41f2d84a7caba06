/**
 * WASI preview 1 ({@code wasi_snapshot_preview1}): the host side of its 46 functions, for every
 * guest ABI that builds on it.
 *
 * <p>An ABI describes what one request's guest may see in a {@link
 * dev.verge.isolate.abi.wasi.WasiWorld} and gives the host objects that {@link
 * dev.verge.isolate.abi.wasi.WasiPreview1} makes of it to the engine. They are cheap to make,
 * belong to one instance, are called on its thread alone, and hold nothing that needs closing.
 *
 * <p>Names, layouts and numbers are those of {@code preview1/witx/wasi_snapshot_preview1.witx} and
 * {@code typenames.witx} (repository WebAssembly/WASI, branch wasi-0.1). Where the witx leaves a
 * case open, behaviour follows Wasmtime and the official wasi-testsuite. The only file system is a
 * read-only tree without links: whatever would change it fails with {@code rofs}.
 */
package dev.verge.isolate.abi.wasi;
