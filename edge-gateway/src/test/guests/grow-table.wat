;; Grows a table by a million entries a time until it cannot, then returns without an answer. The table's entries are objects of
;; the host.
(module
  (memory (export "memory") 1)
  (table $table 1 funcref)
  (func (export "_start")
    (loop $again
      (br_if $again
        (i32.ne (table.grow $table (ref.null func) (i32.const 1000000)) (i32.const -1))))))
