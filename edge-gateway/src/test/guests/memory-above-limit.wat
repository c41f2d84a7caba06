;; Starts with 129 MiB of memory: one MiB above the default limit.
(module
  (memory (export "memory") 2064)
  (func (export "_start")))
