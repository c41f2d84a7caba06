;; Traps: an indirect call of a function of another type.
(module
  (type $expected (func (param i32) (result i32)))
  (memory (export "memory") 1)
  (table 1 funcref)
  (elem (i32.const 0) $other)
  (func $other (param i64))
  (func (export "_start")
    (drop (call_indirect (type $expected) (i32.const 1) (i32.const 0)))))
