;; build: --enable-tail-call
;; Returns by a call: the tail call proposal.
(module
  (memory (export "memory") 1)
  (func $other)
  (func (export "_start") (return_call $other)))
