;; Imports its memory, which no guest ABI offers.
(module
  (import "env" "memory" (memory 1))
  (func (export "_start")))
