;; Has a start function (one that runs at instantiation) that grows its memory as far as it can, and fills it.
(module
  (memory (export "memory") 1)
  (func $start
    (loop $again
      (br_if $again (i32.ne (memory.grow (i32.const 16)) (i32.const -1))))
    (memory.fill (i32.const 0) (i32.const 0x5a) (i32.mul (memory.size) (i32.const 65536))))
  (start $start)
  (func (export "_start")))
