;; build: --no-check
;; Well-formed but not valid: adds what is not there.
(module
  (memory (export "memory") 1)
  (func (export "_start")
    i32.add
    drop))
