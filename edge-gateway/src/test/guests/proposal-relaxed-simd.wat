;; build: --enable-relaxed-simd
;; Swizzles with relaxed rules: the relaxed SIMD proposal.
(module
  (memory (export "memory") 1)
  (func (export "_start")
    (drop (i8x16.relaxed_swizzle (v128.const i64x2 1 2) (v128.const i64x2 3 4)))))
