;; Exports a memory and a function, but neither _start nor handle.
(module
  (memory (export "memory") 1)
  (func (export "main")))
