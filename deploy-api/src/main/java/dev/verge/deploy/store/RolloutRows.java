package dev.verge.deploy.store;

import dev.verge.deploy.rollout.RollbackRule;
import dev.verge.deploy.rollout.Rollout;
import dev.verge.deploy.rollout.Share;
import dev.verge.deploy.rollout.Sticky;
import dev.verge.deploy.rollout.Tally;
import dev.verge.isolate.FunctionId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/** The statements on rollouts; each is one step of a caller's transaction. */
final class RolloutRows {
  /** Those of the table {@code rollouts r}, for {@link #rollout}. */
  static final String COLUMNS =
      """
      r.number AS tried, r.previous, r.permille, r.sticky, r.header, r.error_rate, r.p99_us,
      r.min_requests, r.window_s, r.state, r.why, r.requests, r.failed, r.slow, r.began, r.ended""";

  private RolloutRows() {}

  static void put(Handle handle, FunctionId function, Rollout rollout) {
    Rows.bind(
            handle.createUpdate(
                """
                INSERT OR REPLACE INTO rollouts VALUES (:tenant, :function, :number, :previous, :held,
                  :permille, :sticky, :header, :error_rate, :p99_us, :min_requests, :window_s,
                  :state, :why, :requests, :failed, :slow, :began, :ended)
                """),
            function)
        .bind("number", rollout.version())
        .bind("previous", rollout.before())
        .bind("held", rollout.running() ? OptionalInt.of(rollout.held()) : OptionalInt.empty())
        .bind("permille", rollout.share().map(Share::permille))
        .bind("sticky", rollout.share().map(share -> share.sticky().name()))
        .bind("header", rollout.share().flatMap(Share::header))
        .bind(
            "error_rate",
            rollout.rule().map(RollbackRule::errorRate).orElse(OptionalDouble.empty()))
        .bind("p99_us", rollout.rule().map(RollbackRule::p99Micros).orElse(OptionalLong.empty()))
        .bind("min_requests", rollout.rule().map(RollbackRule::minRequests))
        .bind("window_s", rollout.rule().map(RollbackRule::windowSeconds))
        .bind("state", rollout.state().name())
        .bind("why", rollout.why())
        .bind("requests", rollout.tally().requests())
        .bind("failed", rollout.tally().failed())
        .bind("slow", rollout.tally().slow())
        .bind("began", rollout.began().toString())
        .bind("ended", rollout.ended().map(Instant::toString))
        .execute();
  }

  static void delete(Handle handle, FunctionId function) {
    Rows.bind(
            handle.createUpdate(
                "DELETE FROM rollouts WHERE (tenant, function) = (:tenant, :function)"),
            function)
        .execute();
  }

  /** The rollout of a row that may have none. */
  static Optional<Rollout> rollout(ResultSet row) throws SQLException {
    String state = row.getString("state");
    if (state == null) {
      return Optional.empty();
    }
    String ended = row.getString("ended");
    return Optional.of(
        new Rollout(
            row.getInt("tried"),
            row.getInt("previous"),
            share(row),
            rule(row),
            Rollout.State.valueOf(state),
            row.getString("why"),
            new Tally(row.getLong("requests"), row.getLong("failed"), row.getLong("slow")),
            Instant.parse(row.getString("began")),
            Optional.ofNullable(ended).map(Instant::parse)));
  }

  private static Optional<Share> share(ResultSet row) throws SQLException {
    String sticky = row.getString("sticky");
    return sticky == null
        ? Optional.empty()
        : Optional.of(
            new Share(
                row.getInt("permille"),
                Sticky.valueOf(sticky),
                Optional.ofNullable(row.getString("header"))));
  }

  private static Optional<RollbackRule> rule(ResultSet row) throws SQLException {
    int requests = row.getInt("min_requests");
    if (row.wasNull()) {
      return Optional.empty();
    }
    double rate = row.getDouble("error_rate");
    OptionalDouble errorRate = row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(rate);
    long micros = row.getLong("p99_us");
    OptionalLong p99 = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(micros);
    return Optional.of(new RollbackRule(errorRate, p99, requests, row.getInt("window_s")));
  }
}
