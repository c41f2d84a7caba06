;; The same as persist.c with a Wasm global, a table entry and a passive data segment instead of memory: answers "1", and traps
;; when anything of an earlier request is left.
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (global $counter (mut i32) (i32.const 0))
  (table $table 2 funcref)
  (elem declare func $start)
  (data (i32.const 8) "\20\00\00\00\1c\00\00\00")
  (data (i32.const 32) "Content-Type: text/plain\n\n0\n")
  (data $passive "x")
  (func $start (export "_start")
    ;; left from an earlier request: the entry is set, or the segment is dropped
    (if (i32.eqz (ref.is_null (table.get $table (i32.const 1)))) (then (unreachable)))
    (memory.init $passive (i32.const 100) (i32.const 0) (i32.const 1))
    (table.set $table (i32.const 1) (ref.func $start))
    (data.drop $passive)
    (global.set $counter (i32.add (global.get $counter) (i32.const 1)))
    (i32.store8 (i32.const 58) (i32.add (global.get $counter) (i32.const 48)))
    (drop (call $fd_write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 4)))))
