package dev.verge.isolate.engine;

/** Is told of the hostcalls that a guest makes, before each. Called on the guest's thread. */
public interface HostcallWitness {
  /**
   * A hostcall is made.
   *
   * @param name as the guest imports it, without its module
   * @param first its first argument, if that is an {@code i32}, else 0
   */
  void called(String name, int first);
}
