;; Has a start function (one that runs at instantiation) that calls proc_exit.
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func $start (call $exit (i32.const 7)))
  (start $start)
  (func (export "_start")))
