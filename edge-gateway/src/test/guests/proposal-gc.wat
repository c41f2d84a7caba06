;; build: --enable-gc
;; Has a structure type: the garbage collection proposal.
(module
  (type $point (struct (field $x i32) (field $y i32)))
  (memory (export "memory") 1)
  (func (export "_start")))
