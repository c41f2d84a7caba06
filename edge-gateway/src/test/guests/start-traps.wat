;; Has a start function (one that runs at instantiation) that traps.
(module
  (memory (export "memory") 1)
  (func $start (unreachable))
  (start $start)
  (func (export "_start")))
