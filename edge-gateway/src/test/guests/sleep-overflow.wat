;; Waits in poll_oneoff until a clock shows 2^64-1 ns, then for 2^64-1 ns: neither may come out as negative, or as no wait at all.
;; Either a deadline ends it, or an errno is answered; it must not trap the host.
(module
  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  ;; a subscription: userdata, tag (clock), id (monotonic), timeout, precision, flags (absolute)
  (data (i32.const 0) "\01\00\00\00\00\00\00\00" "\00\00\00\00\00\00\00\00" "\01\00\00\00\00\00\00\00"
    "\ff\ff\ff\ff\ff\ff\ff\ff" "\ff\ff\ff\ff\ff\ff\ff\ff" "\01\00\00\00\00\00\00\00")
  (func (export "_start")
    (drop (call $poll (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 128)))
    (i32.store (i32.const 40) (i32.const 0))
    (drop (call $poll (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 128)))))
