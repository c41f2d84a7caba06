;; Traps: writes as far from its memory as an address and an offset reach (nearly 8 GiB).
(module
  (memory (export "memory") 1)
  (func (export "_start")
    (i64.store offset=0xffffffff (i32.const 0xffffffff) (i64.const -1))))
