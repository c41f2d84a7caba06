// build: -mexec-model=reactor
// A reactor whose constructor never returns, within _initialize.
__attribute__((constructor)) static void construct(void) {
  for (volatile unsigned i = 0;; i++) {}
}

__attribute__((export_name("handle"))) int handle(void) { return 0; }
