/**
 * Reads and rewrites Wasm binaries at section level: what a module imports, exports and needs,
 * which proposals it uses, and a copy of it with lower limits.
 *
 * <p>Pure functions over untrusted bytes (WebAssembly core specification, section 5): every count
 * and length is checked against what is left before it is believed. Knows no engine and no ABI.
 */
package dev.verge.isolate.module;
