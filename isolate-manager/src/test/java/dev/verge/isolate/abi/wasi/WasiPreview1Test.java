package dev.verge.isolate.abi.wasi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class WasiPreview1Test {
  /** The core signatures that the witx lowers to: i for i32, l for i64; the result last. */
  private static final Map<String, String> SIGNATURES =
      Map.ofEntries(
          Map.entry("args_get", "iii"),
          Map.entry("args_sizes_get", "iii"),
          Map.entry("environ_get", "iii"),
          Map.entry("environ_sizes_get", "iii"),
          Map.entry("clock_res_get", "iii"),
          Map.entry("clock_time_get", "ilii"),
          Map.entry("fd_advise", "illii"),
          Map.entry("fd_allocate", "illi"),
          Map.entry("fd_close", "ii"),
          Map.entry("fd_datasync", "ii"),
          Map.entry("fd_fdstat_get", "iii"),
          Map.entry("fd_fdstat_set_flags", "iii"),
          Map.entry("fd_fdstat_set_rights", "illi"),
          Map.entry("fd_filestat_get", "iii"),
          Map.entry("fd_filestat_set_size", "ili"),
          Map.entry("fd_filestat_set_times", "illii"),
          Map.entry("fd_pread", "iiilii"),
          Map.entry("fd_prestat_get", "iii"),
          Map.entry("fd_prestat_dir_name", "iiii"),
          Map.entry("fd_pwrite", "iiilii"),
          Map.entry("fd_read", "iiiii"),
          Map.entry("fd_readdir", "iiilii"),
          Map.entry("fd_renumber", "iii"),
          Map.entry("fd_seek", "iliii"),
          Map.entry("fd_sync", "ii"),
          Map.entry("fd_tell", "iii"),
          Map.entry("fd_write", "iiiii"),
          Map.entry("path_create_directory", "iiii"),
          Map.entry("path_filestat_get", "iiiiii"),
          Map.entry("path_filestat_set_times", "iiiillii"),
          Map.entry("path_link", "iiiiiiii"),
          Map.entry("path_open", "iiiiilliii"),
          Map.entry("path_readlink", "iiiiiii"),
          Map.entry("path_remove_directory", "iiii"),
          Map.entry("path_rename", "iiiiiii"),
          Map.entry("path_symlink", "iiiiii"),
          Map.entry("path_unlink_file", "iiii"),
          Map.entry("poll_oneoff", "iiiii"),
          Map.entry("proc_exit", "iv"),
          Map.entry("proc_raise", "ii"),
          Map.entry("sched_yield", "i"),
          Map.entry("random_get", "iii"),
          Map.entry("sock_accept", "iiii"),
          Map.entry("sock_recv", "iiiiiii"),
          Map.entry("sock_send", "iiiiii"),
          Map.entry("sock_shutdown", "iii"));

  @Test
  void offersEveryFunctionOfTheWitxWithItsSignature() {
    Map<String, String> offered = new TreeMap<>();
    for (Class<?> type : WasiPreview1.CLASSES) {
      for (Method method : type.getMethods()) {
        if (method.isAnnotationPresent(Hostcall.class)) {
          assertThat(method.getParameterTypes()[0]).isEqualTo(GuestMemory.class);
          assertThat(offered.put(method.getName(), signature(method))).isNull();
        }
      }
    }

    assertThat(offered).isEqualTo(new TreeMap<>(SIGNATURES));
  }

  @Test
  void hostObjectsAreOfTheListedClassesInOrderAndAllOfOneModule() {
    assertThat(WasiPreview1.hostObjects(world()))
        .extracting(Object::getClass)
        .isEqualTo(WasiPreview1.CLASSES);
    assertThat(WasiPreview1.CLASSES)
        .allSatisfy(
            type -> {
              assertThat(type.getAnnotation(HostModule.class).value())
                  .isEqualTo("wasi_snapshot_preview1");
              assertThat(type.getAnnotation(HostModule.class).badPointer()).isEqualTo(21);
            });
  }

  private static WasiWorld world() {
    return new WasiWorld(
        java.util.List.of(),
        java.util.List.of(),
        GuestInput.EMPTY,
        (source, offset, length) -> {},
        (source, offset, length) -> {},
        java.util.Optional.empty(),
        GuestClock.system(() -> 0),
        GuestRandom.SECURE);
  }

  private static String signature(Method method) {
    return Arrays.stream(method.getParameterTypes())
            .skip(1)
            .map(WasiPreview1Test::letter)
            .collect(Collectors.joining())
        + letter(method.getReturnType());
  }

  private static String letter(Class<?> type) {
    return type == int.class ? "i" : type == long.class ? "l" : type == void.class ? "v" : "?";
  }
}
