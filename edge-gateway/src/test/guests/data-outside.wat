;; Has a data segment that does not fit its memory, so that it cannot be instantiated.
(module
  (memory (export "memory") 1)
  (data (i32.const 65535) "two")
  (func (export "_start")))
