package dev.verge.isolate.abi.wasi;

import dev.verge.isolate.engine.HostcallWitness;
import java.util.Optional;
import java.util.Set;

/**
 * Watches the initialiser of a guest: what it leaves in the guest can only serve every request if
 * it asked for nothing that differs from one to the next (the time, random bytes, the environment,
 * a request), and left nothing open.
 */
public final class InitializerWitness implements HostcallWitness {
  private static final int STANDARD_ERROR = 2;

  /** Whose answers are the version's, not the request's. */
  private static final Set<String> SAME =
      Set.of(
          "args_get",
          "args_sizes_get",
          "fd_prestat_get",
          "fd_prestat_dir_name",
          "fd_fdstat_get",
          "path_filestat_get",
          "path_readlink",
          "sched_yield");

  /** The same of the version's files; of standard input, what they read is the request's. */
  private static final Set<String> OF_FILES =
      Set.of(
          "fd_advise",
          "fd_filestat_get",
          "fd_pread",
          "fd_read",
          "fd_readdir",
          "fd_seek",
          "fd_tell");

  private Optional<String> disturbed = Optional.empty();
  private int open;

  @Override
  public void called(String name, int first) {
    boolean file = first > STANDARD_ERROR;
    if (name.equals("path_open")) {
      open++;
    } else if (name.equals("fd_close") && file) {
      open--;
    } else {
      boolean same =
          SAME.contains(name)
              || (OF_FILES.contains(name) && file)
              || (name.equals("fd_write") && first == STANDARD_ERROR);
      if (!same && disturbed.isEmpty()) {
        disturbed = Optional.of("it called " + name);
      }
    }
  }

  /** Why the initialiser has to run for every request; empty when once is enough. */
  public Optional<String> objection() {
    return disturbed.or(() -> open == 0 ? Optional.empty() : Optional.of("it left files open"));
  }
}
