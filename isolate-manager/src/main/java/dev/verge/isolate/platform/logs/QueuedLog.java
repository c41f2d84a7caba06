package dev.verge.isolate.platform.logs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A log whose lines go through the writer's queue to a file, and to those who follow. */
final class QueuedLog implements FunctionLog {
  private static final Logger LOGGER = LoggerFactory.getLogger(QueuedLog.class);

  private final LogFile file;
  private final LogWriter writer;
  private final List<Follower> followers = new CopyOnWriteArrayList<>();
  private final AtomicLong dropped = new AtomicLong();

  /** Held while lines go to the file and to followers, so that a new follower misses none. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<String, QueuedLog> endpoints = new ConcurrentHashMap<>();

  /** Of the newest line, since 1970; what an earlier process wrote is older than this object. */
  private final AtomicLong newestSecond = new AtomicLong(Instant.now().getEpochSecond());

  private boolean deleted;
  private boolean failing;
  private volatile int lastVersion;

  QueuedLog(LogFile file, LogWriter writer) {
    this.file = file;
    this.writer = writer;
  }

  /** A registration of its own, even when the same listener follows twice. */
  private static final class Follower {
    private final Consumer<LogLine> listener;

    Follower(Consumer<LogLine> listener) {
      this.listener = listener;
    }
  }

  @Override
  public void append(LogLine line) {
    lastVersion = line.version();
    noteTime(line);
    if (!writer.offer(this, line)) {
      dropped.incrementAndGet();
      writer.owe(this);
    }
  }

  @Override
  public FunctionLog endpoint(String name) {
    return endpoints.computeIfAbsent(name, ignored -> new QueuedLog(file.endpoint(name), writer));
  }

  @Override
  public List<LogLine> tail(int most) {
    writer.await();
    return written(most);
  }

  @Override
  public boolean reaches(Instant second) {
    return newestSecond.get() >= second.getEpochSecond();
  }

  private void noteTime(LogLine line) {
    long second = line.time().getEpochSecond();
    // Once a second, rather than for each line.
    if (second > newestSecond.get()) {
      newestSecond.accumulateAndGet(second, Math::max);
    }
  }

  private List<LogLine> written(int most) {
    lock.lock();
    try {
      return deleted ? List.of() : file.tail(most);
    } catch (IOException e) {
      throw new UncheckedIOException("The function's log cannot be read", e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Following follow(int newest, Consumer<LogLine> listener) {
    Follower follower = new Follower(listener);
    lock.lock();
    try {
      written(newest).forEach(listener);
      if (!deleted) {
        followers.add(follower);
      }
    } finally {
      lock.unlock();
    }
    return () -> followers.remove(follower);
  }

  /**
   * @throws UncheckedIOException when the files cannot be removed
   */
  void delete() {
    lock.lock();
    try {
      deleted = true;
      followers.clear();
      endpoints.values().forEach(QueuedLog::delete);
      file.delete();
    } finally {
      lock.unlock();
    }
  }

  /** Writes lines, after one that tells how many were dropped. On the writer's thread. */
  void write(List<LogLine> lines) {
    lock.lock();
    try {
      if (deleted) {
        return;
      }
      long missing = dropped.getAndSet(0);
      List<LogLine> all = new ArrayList<>();
      if (missing > 0) {
        all.add(notice(missing));
      }
      all.addAll(lines);
      if (store(all)) {
        all.forEach(this::tell);
      } else {
        dropped.addAndGet(missing + lines.size());
      }
    } finally {
      lock.unlock();
    }
  }

  private LogLine notice(long missing) {
    LogLine notice =
        new LogLine(
            Instant.now(),
            lastVersion,
            "",
            LogLine.Source.VERGE,
            missing + " lines dropped: they came faster than the disk could take them.");
    noteTime(notice);
    return notice;
  }

  private boolean store(List<LogLine> lines) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    lines.forEach(line -> bytes.writeBytes(LogJson.encode(line)));
    try {
      file.append(bytes.toByteArray());
      failing = false;
      return true;
    } catch (IOException e) {
      if (!failing) {
        LOGGER.warn("Lines of a function's log are dropped until it can be written again", e);
      }
      failing = true;
      return false;
    }
  }

  private void tell(LogLine line) {
    for (Follower follower : List.copyOf(followers)) {
      try {
        follower.listener.accept(line);
      } catch (RuntimeException e) {
        followers.remove(follower);
        LOGGER.warn("A listener of a function's log failed, and is not called again", e);
      }
    }
  }
}
