;; Returns at once and has written nothing.
(module
  (memory (export "memory") 1)
  (func (export "_start")))
