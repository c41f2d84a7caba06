;; build: --enable-multi-memory
;; Has two memories: the multi-memory proposal.
(module
  (memory (export "memory") 1)
  (memory $second 1)
  (func (export "_start")))
