package dev.verge.isolate.abi.wasi;

import static dev.verge.isolate.abi.wasi.TestGuest.RESULT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.verge.isolate.platform.assets.Archive;
import dev.verge.isolate.platform.assets.AssetTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The read-only file system: what the wasi-testsuite checks of it, and every way to leave it. */
final class FileCallsTest {
  private static final long READ = 1 << 1;
  private static final long WRITE = 1 << 6;
  private static final int CREATE = 1;
  private static final int DIRECTORY = 2;
  private static final int EXCLUSIVE = 4;
  private static final int TRUNCATE = 8;

  private static AssetTree tree;

  private final TestWorld world = new TestWorld().mount("/assets", tree);
  private final TestGuest guest = world.guest();

  @BeforeAll
  static void pack(@TempDir Path directory) {
    tree =
        Archive.tree(
            directory,
            zip ->
                zip.file("dir/nested/file", "0123456789").file("a.txt", "alpha").directory("void"));
  }

  @Test
  void theMountIsTheOnlyPreopenedDirectory() throws Exception {
    assertThat(guest.call("fd_prestat_get", 3, 64)).isZero();
    assertThat(guest.memory.loadInt(64)).isZero();
    assertThat(guest.memory.loadInt(68)).isEqualTo(7);
    assertThat(guest.call("fd_prestat_dir_name", 3, 64, 6)).isEqualTo(Errno.NAMETOOLONG);
    assertThat(guest.call("fd_prestat_dir_name", 3, 64, 8)).isZero();
    assertThat(guest.text(64, 7)).isEqualTo("/assets");
    assertThat(guest.call("fd_prestat_get", 4, 64)).isEqualTo(Errno.BADF);
    assertThat(guest.call("fd_prestat_get", 0, 64)).isEqualTo(Errno.BADF);
    assertThat(guest.call("fd_prestat_dir_name", 0, 64, 8)).isEqualTo(Errno.NOTDIR);
    int opened = guest.open(".");
    assertThat(guest.call("fd_prestat_get", opened, 64)).isEqualTo(Errno.BADF);
  }

  @Test
  void withoutAMountThereIsNoFileSystem() throws Exception {
    TestGuest bare = new TestWorld().guest();
    assertThat(bare.call("fd_prestat_get", 3, 64)).isEqualTo(Errno.BADF);
    assertThat(bare.open("a.txt")).isEqualTo(-Errno.BADF);
    assertThat(bare.open(0, "a.txt", 0, READ)).isEqualTo(-Errno.NOTDIR);
  }

  @ParameterizedTest
  @CsvSource({
    "dir/nested/file, 0",
    "dir/.//nested/../../dir/nested/../nested///./file, 0",
    "dir/nested/, 0",
    "dir/nested///, 0",
    "., 0",
    "'', 44",
    "missing, 44",
    "dir/missing/../nested, 44",
    "dir/nested/file/, 54",
    "dir/nested/file///, 54",
    "dir/nested/file/., 54",
    "dir/nested/file/.., 54",
    "a.txt/x, 54",
    "/dir/nested/file, 76",
    "/, 76",
    ".., 76",
    "dir/nested/../../../dir/nested/file, 76",
    "DIR, 44"
  })
  void pathsResolveInsideOfTheDirectoryOnly(String path, int errno) throws Exception {
    int fd = guest.open(path);
    assertThat(fd < 0 ? -fd : 0).isEqualTo(errno);
    assertThat(
            guest.callWithPath("path_filestat_get", path, new Object[] {3, 0}, guest.allocate(64)))
        .isEqualTo(errno);
  }

  @Test
  void aDirectoryIsARootForPathsBelowIt() throws Exception {
    int dir = guest.open(3, "dir", DIRECTORY, READ);
    assertThat(guest.open(dir, "nested/file", 0, READ)).isPositive();
    assertThat(guest.open(dir, "../a.txt", 0, READ)).isEqualTo(-Errno.NOTCAPABLE);
    assertThat(guest.open(dir, "nested/../..", 0, READ)).isEqualTo(-Errno.NOTCAPABLE);
  }

  @Test
  void pathsThatAreNoTextAreRefused() throws Exception {
    int latin1 = guest.put(new byte[] {'a', (byte) 0xe4});
    assertThat(open(latin1, 2)).isEqualTo(Errno.ILSEQ);
    assertThat(guest.open("a.txt\0")).isEqualTo(-Errno.INVAL);
    assertThat(guest.open("x".repeat(256))).isEqualTo(-Errno.NAMETOOLONG);
    assertThat(guest.open("x/".repeat(2049))).isEqualTo(-Errno.NAMETOOLONG);
    assertThat(open(16, -1)).isEqualTo(Errno.FAULT);
  }

  @Test
  void opensForReadingOnly() throws Exception {
    assertThat(guest.open(3, "a.txt", 0, READ | WRITE)).isEqualTo(-Errno.ROFS);
    assertThat(guest.open(3, "a.txt", TRUNCATE, READ)).isEqualTo(-Errno.ROFS);
    assertThat(guest.open(3, "new", CREATE, READ)).isEqualTo(-Errno.ROFS);
    assertThat(guest.open(3, "a.txt", CREATE | EXCLUSIVE, READ)).isEqualTo(-Errno.EXIST);
    assertThat(guest.open(3, "a.txt", CREATE, READ)).isPositive();
    assertThat(guest.open(3, "a.txt", DIRECTORY, READ)).isEqualTo(-Errno.NOTDIR);
    assertThat(guest.open(3, "dir", DIRECTORY, READ | WRITE)).isEqualTo(-Errno.ISDIR);
    assertThat(guest.open(3, "dir", CREATE, READ)).isEqualTo(-Errno.ISDIR);
    assertThat(guest.open(3, "dir", CREATE | DIRECTORY, READ)).isEqualTo(-Errno.INVAL);
    assertThat(guest.open(3, "dir", 16, READ)).isEqualTo(-Errno.INVAL);
    int file = guest.open("a.txt");
    assertThat(guest.open(file, "x", 0, READ)).isEqualTo(-Errno.NOTDIR);
  }

  @Test
  void theLowestFreeDescriptorIsTakenAndThereIsAMost() throws Exception {
    int first = guest.open("a.txt");
    assertThat(first).isEqualTo(4);
    assertThat(guest.open("a.txt")).isEqualTo(5);
    assertThat(guest.call("fd_close", first)).isZero();
    assertThat(guest.open("a.txt")).isEqualTo(4);
    for (int fd = 6; fd < 1024; fd++) {
      assertThat(guest.open("a.txt")).isEqualTo(fd);
    }
    assertThat(guest.open("a.txt")).isEqualTo(-Errno.MFILE);
  }

  @Test
  void readsMoveThePositionAndPositionedReadsDoNot() throws Exception {
    int fd = guest.open("dir/nested/file");
    assertThat(read(fd, 4)).isEqualTo("0123");
    assertThat(pread(fd, 3, 8)).isEqualTo("89");
    assertThat(tell(fd)).isEqualTo(4);
    assertThat(read(fd, 100)).isEqualTo("456789");
    assertThat(read(fd, 100)).isEmpty();
    assertThat(guest.call("fd_pread", fd, 0, 0, -1L, RESULT)).isEqualTo(Errno.INVAL);
  }

  @Test
  void seeksFromStartPositionAndEnd() throws Exception {
    int fd = guest.open("dir/nested/file");
    assertThat(seek(fd, -3, 2)).isEqualTo(7);
    assertThat(read(fd, 10)).isEqualTo("789");
    assertThat(seek(fd, -9, 1)).isEqualTo(1);
    assertThat(seek(fd, 1000, 1)).isEqualTo(1001);
    assertThat(read(fd, 10)).isEmpty();
    assertThat(seek(fd, 2, 0)).isEqualTo(2);
    assertThat(guest.call("fd_seek", fd, -3L, 1, RESULT)).isEqualTo(Errno.INVAL);
    assertThat(guest.call("fd_seek", fd, Long.MAX_VALUE, 1, RESULT)).isEqualTo(Errno.INVAL);
    assertThat(guest.call("fd_seek", fd, 0L, 3, RESULT)).isEqualTo(Errno.INVAL);
    assertThat(guest.call("fd_seek", fd, 5L, 0, -1)).isEqualTo(Errno.FAULT);
    assertThat(tell(fd)).isEqualTo(2);
  }

  @Test
  void twoOpenFilesHavePositionsOfTheirOwn() throws Exception {
    int one = guest.open("a.txt");
    int other = guest.open("a.txt");
    assertThat(read(one, 2)).isEqualTo("al");
    assertThat(read(other, 3)).isEqualTo("alp");
  }

  @Test
  void attributesAreThoseOfTheArchive() throws Exception {
    int stat = guest.allocate(64);
    assertThat(guest.callWithPath("path_filestat_get", "a.txt", new Object[] {3, 1}, stat))
        .isZero();
    long inode = guest.memory.loadLong(stat + 8);
    assertThat(guest.memory.loadByte(stat + 16)).isEqualTo(Filetype.REGULAR_FILE);
    assertThat(guest.memory.loadLong(stat + 24)).isEqualTo(1);
    assertThat(guest.memory.loadLong(stat + 32)).isEqualTo(5);
    assertThat(guest.memory.loadLong(stat + 48))
        .isEqualTo(Archive.MODIFIED.getEpochSecond() * 1_000_000_000L);

    assertThat(guest.call("fd_filestat_get", guest.open("a.txt"), stat)).isZero();
    assertThat(guest.memory.loadLong(stat + 8)).isEqualTo(inode);
    assertThat(guest.call("fd_filestat_get", 3, stat)).isZero();
    assertThat(guest.memory.loadByte(stat + 16)).isEqualTo(Filetype.DIRECTORY);
    assertThat(guest.callWithPath("path_filestat_get", "a.txt", new Object[] {3, 2}, stat))
        .isEqualTo(Errno.INVAL);
  }

  @Test
  void listsADirectoryWithDotsInOneGo() throws Exception {
    List<Entry> entries = list(3, 4096, 0);
    assertThat(entries).extracting(Entry::name).containsExactly(".", "..", "a.txt", "dir", "void");
    assertThat(entries).extracting(Entry::type).containsExactly(3, 3, 4, 3, 3);
    assertThat(entries).extracting(Entry::next).containsExactly(1L, 2L, 3L, 4L, 5L);
    int stat = guest.allocate(64);
    assertThat(guest.call("fd_filestat_get", 3, stat)).isZero();
    assertThat(entries.getFirst().inode()).isEqualTo(guest.memory.loadLong(stat + 8));
    assertThat(list(guest.open("void"), 4096, 0)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 53, 54, 80, 100})
  void listsADirectoryInPiecesByCookie(int bufferSize) throws Exception {
    List<String> names = new ArrayList<>();
    long cookie = 0;
    for (List<Entry> some = list(3, bufferSize, cookie);
        !some.isEmpty();
        some = list(3, bufferSize, cookie)) {
      some.forEach(entry -> names.add(entry.name()));
      cookie = some.getLast().next();
    }
    assertThat(names).containsExactly(".", "..", "a.txt", "dir", "void");
  }

  @Test
  void aFullBufferTellsThatThereIsMore() throws Exception {
    int buffer = guest.allocate(32);
    guest.memory.storeLong(buffer + 24, -1);
    assertThat(guest.call("fd_readdir", 3, buffer, 24, 0L, RESULT)).isZero();
    assertThat(guest.result()).isEqualTo(24);
    assertThat(guest.memory.loadLong(buffer + 24)).isEqualTo(-1);
    assertThat(guest.call("fd_readdir", 3, buffer, 0, 0L, RESULT)).isZero();
    assertThat(guest.result()).isZero();
  }

  @Test
  void listingBehindTheEndOrWhatIsNoDirectory() throws Exception {
    assertThat(list(3, 100, 5)).isEmpty();
    assertThat(list(3, 100, 99)).isEmpty();
    assertThat(list(3, 100, -1)).isEmpty();
    int file = guest.open("a.txt");
    assertThat(guest.call("fd_readdir", file, 64, 64, 0L, RESULT)).isEqualTo(Errno.NOTDIR);
    assertThat(guest.call("fd_readdir", 3, 64, -1, 0L, RESULT)).isEqualTo(Errno.FAULT);
  }

  @Test
  void aDirectoryHasNoContentsAndNoPosition() throws Exception {
    assertThat(guest.call("fd_read", 3, 0, 0, RESULT)).isEqualTo(Errno.ISDIR);
    assertThat(guest.call("fd_pread", 3, 0, 0, 0L, RESULT)).isEqualTo(Errno.ISDIR);
    assertThat(guest.call("fd_write", 3, 0, 0, RESULT)).isEqualTo(Errno.ISDIR);
    assertThat(guest.call("fd_pwrite", 3, 0, 0, 0L, RESULT)).isEqualTo(Errno.ISDIR);
    assertThat(guest.call("fd_seek", 3, 0L, 1, RESULT)).isEqualTo(Errno.ISDIR);
    assertThat(guest.call("fd_tell", 3, RESULT)).isEqualTo(Errno.ISDIR);
    assertThat(guest.call("fd_allocate", 3, 0L, 1L)).isEqualTo(Errno.BADF);
    assertThat(guest.call("fd_filestat_set_size", 3, 0L)).isEqualTo(Errno.BADF);
  }

  @Test
  void nothingOnTheMountCanBeChanged() throws Exception {
    Object[] mount = {3};
    assertThat(guest.callWithPath("path_create_directory", "x", mount)).isEqualTo(Errno.ROFS);
    assertThat(guest.callWithPath("path_remove_directory", "void", mount)).isEqualTo(Errno.ROFS);
    assertThat(guest.callWithPath("path_unlink_file", "a.txt", mount)).isEqualTo(Errno.ROFS);
    assertThat(
            guest.callWithPath("path_filestat_set_times", "a.txt", new Object[] {3, 0}, 0L, 0L, 4))
        .isEqualTo(Errno.ROFS);
    int path = guest.put("a.txt");
    assertThat(guest.call("path_link", 3, 0, path, 5, 3, path, 4)).isEqualTo(Errno.ROFS);
    assertThat(guest.call("path_rename", 3, path, 5, 3, path, 4)).isEqualTo(Errno.ROFS);
    assertThat(guest.call("path_symlink", path, 5, 3, path, 4)).isEqualTo(Errno.ROFS);
    int fd = guest.open("a.txt");
    assertThat(guest.call("fd_allocate", fd, 0L, 1L)).isEqualTo(Errno.ROFS);
    assertThat(guest.call("fd_filestat_set_size", fd, 0L)).isEqualTo(Errno.ROFS);
    assertThat(guest.call("fd_filestat_set_times", fd, 0L, 0L, 2)).isEqualTo(Errno.ROFS);
    assertThat(guest.call("fd_write", fd, 0, 0, RESULT)).isEqualTo(Errno.BADF);
    assertThat(guest.call("fd_pwrite", fd, 0, 0, 0L, RESULT)).isEqualTo(Errno.BADF);
  }

  @Test
  void aChangeThatMakesNoSenseIsToldSoFirst() throws Exception {
    assertThat(guest.callWithPath("path_create_directory", "/x", new Object[] {3}))
        .isEqualTo(Errno.NOTCAPABLE);
    assertThat(guest.callWithPath("path_create_directory", "x", new Object[] {9}))
        .isEqualTo(Errno.BADF);
    assertThat(
            guest.callWithPath("path_filestat_set_times", "a.txt", new Object[] {3, 0}, 0L, 0L, 12))
        .isEqualTo(Errno.INVAL);
    assertThat(guest.call("fd_filestat_set_times", 3, 0L, 0L, 3)).isEqualTo(Errno.INVAL);
    assertThat(guest.call("fd_filestat_set_times", 1, 0L, 0L, 1)).isEqualTo(Errno.BADF);
  }

  @Test
  void thereAreNoLinksToRead() throws Exception {
    int buffer = guest.allocate(8);
    Object[] mount = {3};
    assertThat(guest.callWithPath("path_readlink", "a.txt", mount, buffer, 8, RESULT))
        .isEqualTo(Errno.INVAL);
    assertThat(guest.callWithPath("path_readlink", "nope", mount, buffer, 8, RESULT))
        .isEqualTo(Errno.NOENT);
  }

  @Test
  void flagsAreKeptAndSynchronousOnesCannotBeSetLater() throws Exception {
    int fd = guest.open("a.txt");
    assertThat(guest.call("fd_fdstat_set_flags", fd, 5)).isZero();
    assertThat(guest.call("fd_fdstat_get", fd, 64)).isZero();
    assertThat(guest.memory.loadByte(64)).isEqualTo(Filetype.REGULAR_FILE);
    assertThat(guest.memory.loadShort(66)).isEqualTo((short) 5);
    assertThat(guest.call("fd_fdstat_set_flags", fd, 16)).isEqualTo(Errno.INVAL);
    assertThat(guest.call("fd_fdstat_set_flags", 3, 0)).isEqualTo(Errno.BADF);
    assertThat(guest.call("fd_fdstat_set_rights", fd, 0L, 0L)).isEqualTo(Errno.NOTSUP);
    assertThat(guest.call("fd_fdstat_set_rights", 77, 0L, 0L)).isEqualTo(Errno.BADF);
  }

  @Test
  void adviceAndSynchronisingChangeNothing() throws Exception {
    int fd = guest.open("a.txt");
    assertThat(guest.call("fd_advise", fd, 0L, 5L, 3)).isZero();
    assertThat(guest.call("fd_advise", fd, 0L, 5L, 6)).isEqualTo(Errno.INVAL);
    assertThat(guest.call("fd_advise", 1, 0L, 5L, 0)).isEqualTo(Errno.BADF);
    assertThat(guest.call("fd_sync", fd)).isZero();
    assertThat(guest.call("fd_datasync", fd)).isZero();
    assertThat(guest.call("fd_sync", 1)).isEqualTo(Errno.BADF);
  }

  @Test
  void directoriesPromiseTheRightsThatLibrariesLookFor() throws Exception {
    assertThat(guest.call("fd_fdstat_get", 3, 64)).isZero();
    assertThat(guest.memory.loadByte(64)).isEqualTo(Filetype.DIRECTORY);
    long base = guest.memory.loadLong(72);
    long inheriting = guest.memory.loadLong(80);
    assertThat(base & (1 << 13)).isNotZero();
    assertThat(base & (1 << 2)).isZero();
    assertThat(inheriting & (READ | WRITE)).isEqualTo(READ | WRITE);
    assertThat(inheriting & base).isEqualTo(base);
  }

  @Test
  void aPollTellsHowMuchIsLeftOfAFile() throws Exception {
    int fd = guest.open("a.txt");
    read(fd, 2);
    int in = guest.allocate(48);
    int out = guest.allocate(32);
    guest.memory.storeByte(in + 8, (byte) 1);
    guest.memory.storeInt(in + 16, fd);
    assertThat(guest.call("poll_oneoff", in, out, 1, RESULT)).isZero();
    assertThat(guest.memory.loadLong(out + 16)).isEqualTo(3);
    assertThat(guest.memory.loadShort(out + 24)).isZero();
    read(fd, 3);
    assertThat(guest.call("poll_oneoff", in, out, 1, RESULT)).isZero();
    assertThat(guest.memory.loadShort(out + 24)).isEqualTo((short) 1);
  }

  private record Entry(long next, long inode, int type, String name) {}

  private List<Entry> list(int fd, int bufferSize, long cookie) throws InterruptedException {
    int buffer = guest.allocate(bufferSize);
    assertThat(guest.call("fd_readdir", fd, buffer, bufferSize, cookie, RESULT)).isZero();
    List<Entry> entries = new ArrayList<>();
    int end = buffer + guest.result();
    int address = buffer;
    while (address + 24 <= end) {
      int length = guest.memory.loadInt(address + 16);
      if (address + 24 + length > end) {
        break;
      }
      entries.add(
          new Entry(
              guest.memory.loadLong(address),
              guest.memory.loadLong(address + 8),
              guest.memory.loadByte(address + 20),
              guest.text(address + 24, length)));
      address += 24 + length;
    }
    return entries;
  }

  private int open(int path, int length) throws InterruptedException {
    return guest.call("path_open", 3, 0, path, length, 0, READ, 0L, 0, RESULT);
  }

  private String read(int fd, int length) throws InterruptedException {
    int buffer = guest.allocate(length);
    assertThat(guest.call("fd_read", fd, guest.vectors(buffer, length), 1, RESULT)).isZero();
    return guest.text(buffer, guest.result());
  }

  private String pread(int fd, int length, long offset) throws InterruptedException {
    int buffer = guest.allocate(length);
    int vectors = guest.vectors(buffer, length);
    assertThat(guest.call("fd_pread", fd, vectors, 1, offset, RESULT)).isZero();
    return guest.text(buffer, guest.result());
  }

  private long seek(int fd, long offset, int whence) throws InterruptedException {
    assertThat(guest.call("fd_seek", fd, offset, whence, RESULT)).isZero();
    return guest.memory.loadLong(RESULT);
  }

  private long tell(int fd) throws InterruptedException {
    assertThat(guest.call("fd_tell", fd, RESULT)).isZero();
    return guest.memory.loadLong(RESULT);
  }
}
