;; build: --enable-memory64
;; Addresses its memory with 64 bits: the memory64 proposal.
(module
  (memory (export "memory") i64 1)
  (func (export "_start")
    (i32.store (i64.const 0) (i32.const 1))))
