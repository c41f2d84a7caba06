package dev.verge.isolate.pool;

import dev.verge.isolate.FunctionId;

/** Is told what isolates cost beside the requests that they serve. Called on any thread. */
public interface IsolateTimes {
  /** For nobody. */
  IsolateTimes UNHEARD =
      new IsolateTimes() {
        @Override
        public void prepared(FunctionId function, long nanos) {}

        @Override
        public void reset(FunctionId function, long nanos) {}
      };

  /** An isolate was made for the reserve of a function. */
  void prepared(FunctionId function, long nanos);

  /**
   * A used isolate was brought back to its template's state. This is not on a request's path, but
   * for a request that found no other isolate and came before it was done: there it is part of its
   * instantiation as well.
   */
  void reset(FunctionId function, long nanos);
}
