;; build: --enable-threads
;; Has a shared memory and adds to it atomically: the threads proposal.
(module
  (memory (export "memory") 1 1 shared)
  (func (export "_start")
    (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))))
