;; Traps: an indirect call through an empty table entry.
(module
  (type $none (func))
  (memory (export "memory") 1)
  (table 1 funcref)
  (func (export "_start")
    (call_indirect (type $none) (i32.const 0))))
