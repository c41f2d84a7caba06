;; build: --enable-exceptions
;; Throws and catches: the exception handling proposal, in its first form.
(module
  (memory (export "memory") 1)
  (tag $oops (param i32))
  (func (export "_start")
    (try
      (do (throw $oops (i32.const 1)))
      (catch $oops (drop)))))
