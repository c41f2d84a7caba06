;; Starts with a table of four thousand million entries, in a binary of 60 bytes.
(module
  (memory (export "memory") 1)
  (table 4000000000 funcref)
  (func (export "_start")))
