;; Calls itself without end, with little on the stack.
(module
  (memory (export "memory") 1)
  (func $deeper (export "_start")
    (call $deeper)))
