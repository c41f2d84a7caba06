// build: -mexec-model=reactor
// A reactor whose constructor traps, within _initialize.
__attribute__((constructor)) static void construct(void) { __builtin_trap(); }

__attribute__((export_name("handle"))) int handle(void) { return 0; }
