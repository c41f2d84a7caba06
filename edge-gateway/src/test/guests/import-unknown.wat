;; Imports env.mystery, which no guest ABI offers.
(module
  (import "env" "mystery" (func (param i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_start")))
